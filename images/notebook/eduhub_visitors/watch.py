"""Listening to who each request is from."""

from collections.abc import Awaitable

from jupyter_server.auth import IdentityProvider, User
from tornado.web import RequestHandler
from tornado.websocket import WebSocketHandler

from .visits import Visits


class Socket:
    """A websocket as `Visits` sees it; lives as long as its handler, which holds it."""

    def __init__(self, handler: WebSocketHandler) -> None:
        self._handler = handler

    def is_open(self) -> bool:
        """Tell whether the handshake was made and neither side has ended the connection."""
        connection = self._handler.ws_connection
        return connection is not None and not connection.is_closing()


def watch(provider: IdentityProvider, visits: Visits, owner: str) -> None:
    """Let `visits` know of every request of anybody but `owner` that `provider` lets in.

    Notes
    -----
    JupyterHub sets the provider's class above every configuration, so the one method that all
    requests pass, those for websockets too, is wrapped in place. Whoever may not be here has no
    user, and leaves no trace.
    """
    ask = provider.get_user

    async def get_user(handler: RequestHandler) -> User | None:
        answer = ask(handler)
        user = await answer if isinstance(answer, Awaitable) else answer
        if user is not None and user.username != owner:
            visits.note(user.username, user.display_name or user.username, _socket_of(handler))
        return user

    setattr(provider, "get_user", get_user)  # noqa: B010 - a method, of this one instance


def _socket_of(handler: RequestHandler) -> Socket | None:
    if not isinstance(handler, WebSocketHandler):
        return None
    socket = Socket(handler)
    setattr(handler, "_eduhub_socket", socket)  # noqa: B010 - of a class that is not ours
    return socket
