"""Where somebody wants to go after a login, as far as the header ``Location`` can say it."""

import re
from typing import Final

from tornado.httputil import HTTPServerRequest
from tornado.web import OutputTransform

#: What RFC 9110, 5.5, lets into a header, without the tab, which is in no address either.
_IN_A_HEADER: Final = re.compile(r"[\x20-\x7e\x80-\xff]*")


def can_be_sent(address: bytes) -> bool:
    """Tell whether a header can carry `address`; a line break, for one, it cannot."""
    return _IN_A_HEADER.fullmatch(address.decode("latin-1")) is not None


class NextAddressGate(OutputTransform):
    """Takes ``next`` out of a request whose answer could not send anybody there.

    JupyterHub looks at the host of ``next`` only. Tornado then refuses to write the header, and a
    login that was right would end on the page of an error of ours.

    Parameters
    ----------
    request
        Before its handler reads it; those of single sign-on, which read it earlier, look themselves.
    """

    def __init__(self, request: HTTPServerRequest) -> None:
        for arguments in (request.arguments, request.query_arguments, request.body_arguments):
            if not all(map(can_be_sent, arguments.get("next", []))):
                del arguments["next"]
