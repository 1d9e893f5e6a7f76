"""Which requests to the hub are events of the audit log, told by method and path alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import unquote

#: The ways to log in: the first part of the path, and what the log calls the way.
_LOGINS: Final = {
    "login": "database",
    "dev-login": "dummy",
    "sso": "sso",
    "oauth_callback": "oauth",
    "guest": "guest",
}
#: Of these only a form that was sent is a try.
_FORMS: Final = {"login", "dev-login"}
_NAMED: Final = {"users", "groups", "services", "shares", "share-codes"}
#: Parts of a path that may be written down. Whatever else stands there, a token's id or something
#: that a stranger made up, may not.
_WORDS: Final = _NAMED | {
    "admin-access",
    "properties",
    "proxy",
    "server",
    "servers",
    "shared",
    "shutdown",
    "tokens",
}

Kind = Literal["login", "logout", "start", "stop", "open", "restore", "admin"]


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants; whether it was done, the answer tells.

    Attributes
    ----------
    kind
        What kind of event it is.
    whom
        Whose thing it is about, as far as the path says.
    what
        Which thing.
    server
        For starts: the server's name; people have only the one without a name.
    way
        For logins: through which door.
    page
        Whether it is a page for people, not the API.
    """

    kind: Kind
    whom: str | None = None
    what: str | None = None
    server: str = ""
    way: str | None = None
    page: bool = False


def request_of(method: str, path: str) -> Request | None:
    """Tell what a request is for.

    Parameters
    ----------
    method
        Of HTTP, in capitals.
    path
        What follows ``/hub/``, percent-encoded as it came, without the query.

    Returns
    -------
    Request or None
        None for what is no event: looking at pages of the hub, and what servers, services and
        browsers tell the hub by themselves.
    """
    if method in {"HEAD", "OPTIONS"}:
        return None
    parts = [unquote(part, errors="replace") for part in path.split("/")]
    if parts == ["api", "oauth2", "authorize"]:
        return Request("open", what="server", page=True)
    if parts[0] == "api":
        return _api(method, parts[1:]) if method != "GET" else None
    return _page(method, parts)


def _page(method: str, parts: Sequence[str]) -> Request | None:
    match parts:
        case ["logout"] if method == "GET":
            return Request("logout", page=True)
        case ["spawn", *names] if len(names) <= 2:
            whom, server = [*names, "", ""][:2]
            return Request("start", whom or None, "server", server=server, page=True)
        case ["history", whom] if method == "POST":
            return Request("restore", whom, page=True)
        case ["accept-share"] if method == "POST":
            return Request("admin", what="POST accept-share", page=True)
        case [door, *_] if door in _LOGINS and (method == "POST" or door not in _FORMS):
            return Request("login", way=_LOGINS[door], page=True)
    return None


def _api(method: str, parts: Sequence[str]) -> Request | None:
    match parts:
        case ["users", _, "activity"]:
            return None
        case ["users", whom, "server"]:
            return _server(method, whom, "")
        case ["users", whom, "servers", server]:
            return _server(method, whom, server)
        case [("groups" | "services") as things, name, *more]:
            return Request("admin", what=_what(method, things, more, name))
        case [things, whom, *more] if things in _NAMED:
            return Request("admin", whom, _what(method, things, more))
        case [things] if things in _WORDS:
            return Request("admin", what=f"{method} {things}")
    return None


def _server(method: str, whom: str, server: str) -> Request:
    match method:
        case "POST":
            return Request("start", whom, "server", server=server)
        case "DELETE":
            return Request("stop", whom, "server")
    return Request("admin", whom, f"{method} users/server")


def _what(method: str, things: str, more: Sequence[str], name: str | None = None) -> str:
    words = [things, *([name] if name else []), *(word for word in more if word in _WORDS)]
    return f"{method} {'/'.join(words)}"
