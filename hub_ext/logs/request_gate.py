"""Where every request to an application of tornado passes: from here on its lines say which it is."""

from collections.abc import Callable
from functools import partial
from ipaddress import IPv4Network, ip_address

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

from hub_ext.common_settings import NetworkSettings
from hub_ext.logs.context import REQUEST_HEADER, begin_request, new_request_id, request_id_from
from hub_ext.servers.firewall.rules import Addresses


class RequestGate(OutputTransform):
    """Gives a request its id, and tells the id in the answer.

    Parameters
    ----------
    request
        As tornado made it.
    servers
        People's servers.

    Notes
    -----
    An id that comes with a request is kept only if a part of this system sent it: not what came
    through the proxy, which says so by ``X-Forwarded-For``, nor what a person's server says. Otherwise
    somebody could put their lines among those of somebody else.

    Tornado makes the transforms of a request in the context that the task of its handler takes over.
    """

    def __init__(self, request: HTTPServerRequest, *, servers: IPv4Network) -> None:
        said = request.headers.get(REQUEST_HEADER)
        self._id = request_id_from(said) if _is_ours(request, servers) else new_request_id()
        begin_request(self._id)

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Tell the id, so that a person can name what they saw."""
        headers[REQUEST_HEADER] = self._id
        return super().transform_first_chunk(status_code, headers, chunk, finishing)


def request_gate(settings: NetworkSettings) -> Callable[[HTTPServerRequest], RequestGate]:
    """Return what goes first among the ``transforms`` of an application of tornado."""
    return partial(RequestGate, servers=Addresses.of(settings.hub_network).servers)


def _is_ours(request: HTTPServerRequest, servers: IPv4Network) -> bool:
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        # Not `remote_ip`: whoever sends a request can say that.
        peer = ip_address(request.connection.context._orig_remote_ip)  # type: ignore[union-attr]
    except ValueError:
        return False
    return peer not in servers
