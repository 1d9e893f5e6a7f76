"""What a handler of JupyterHub still knows when its answer has been sent."""

# JupyterHub's classes have no types.
# mypy: disallow-untyped-calls=False

import json
from typing import Any, Final

from jupyterhub import orm

#: Of longer bodies nothing is read; the longest list of users that makes sense is far shorter.
_LONGEST_BODY: Final = 64 * 1024


def actor_of(handler: Any) -> str | None:
    """Return the ``userID`` of who made the request, ``service:NAME`` or None."""
    # Not `current_user`: before JupyterHub has looked, that raises.
    user = getattr(handler, "_jupyterhub_user", None)
    if user is None:
        return None
    return f"service:{user.name}" if isinstance(user, orm.Service) else str(user.name)


def way_of(handler: Any, actor: str | None) -> str | None:
    """Return how JupyterHub knew the actor: ``token``, ``session`` or ``password``."""
    if getattr(handler, "_token_authenticated", False):
        return "token"
    if actor is None:
        return None
    # The API gives tokens for passwords, without any session.
    return "session" if handler.get_cookie(handler.hub.cookie_name) else "password"


def address_of(handler: Any) -> str:
    """Return where the request came from, as the trusted proxies tell it."""
    return handler.request.remote_ip or ""


def location_of(handler: Any) -> str:
    """Return where the answer sends the browser, ``""`` if nowhere."""
    # Tornado has no public way to read a header of an answer.
    return str(handler._headers.get("Location", ""))


def argument(arguments: dict[str, list[bytes]], name: str) -> str:
    """Return the last value of an argument as text, whatever bytes it is made of."""
    return arguments.get(name, [b""])[-1].decode("utf-8", "replace").strip()


def named_in_body(body: bytes) -> tuple[str | None, str]:
    """Return of a change through the API who is in its body, and whether they become admins.

    Returns
    -------
    tuple of str or None, and str
        Names, separated by commas; and what to add to the description of the change.
    """
    try:
        said = json.loads(body) if len(body) <= _LONGEST_BODY else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return None, ""
    listed = said.get("usernames", said.get("users"))
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    admin = said.get("admin")
    return ", ".join(names) or None, f" admin={admin}".lower() if isinstance(admin, bool) else ""
