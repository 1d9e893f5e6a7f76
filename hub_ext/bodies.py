"""How much of a request is read into memory, before anybody knows who sends it."""

from typing import Final

from tornado.httpserver import HTTPServer

#: Bytes. The largest that means anything is a token with its form, 1 MB with room to spare: it is
#: refused on a page. Tornado's own limit is 100 MB.
MAX_BODY_BYTES: Final = 2 * 1024 * 1024


def limit_bodies() -> None:
    """Let every server of tornado that this process makes from now on refuse larger bodies.

    Notes
    -----
    JupyterHub makes its own, and has no setting for it.
    """
    HTTPServer.configure(None, max_body_size=MAX_BODY_BYTES)
