"""Whose notebooks somebody may list, and for whom they may make one.

Whoever may start a person's server may: they themselves, their teachers, admins. The platform's
service may for everybody in the table, by scopes of its own.
"""

# JupyterHub's classes have no types.
# mypy: disallow-untyped-calls=False

from dataclasses import dataclass
from typing import Any, Final

from jupyterhub import orm

from hub_ext.notebooks.models import Code
from hub_ext.notebooks.problems import RefusedError
from hub_ext.storage.layout import acceptable_user_id
from hub_ext.users.directory_errors import DirectoryError
from hub_ext.users.guests.guest import is_guest

LIST_SCOPE: Final = "custom:notebooks:list"
CREATE_SCOPE: Final = "custom:notebooks:create"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose notebooks are meant.

    Attributes
    ----------
    user_id
        The ``userID``.
    guest
        Whether nothing of theirs is kept.
    own
        Whether they ask themselves.
    """

    user_id: str
    guest: bool
    own: bool


def sender_of(handler: Any) -> Any:
    """Return JupyterHub's user or service that sent a request.

    Raises
    ------
    RefusedError
        401 for whoever is not logged in.
    """
    if handler.current_user is None:
        raise RefusedError(401, Code.LOGIN_NEEDED)
    return handler.current_user


async def owner_of(handler: Any, asked: str | None, scope: str) -> Owner:
    """Return whose notebooks a request is about.

    Parameters
    ----------
    handler
        JupyterHub's, of the request.
    asked
        The ``userID`` that was named; None for the sender's own.
    scope
        What opens everybody's.

    Raises
    ------
    RefusedError
        401 for whoever is not logged in, 400 for a program that names nobody, 404 for people whom
        the sender may not know, as for people who do not exist.
    """
    sender = sender_of(handler)
    if asked is None and isinstance(sender, orm.Service):
        raise RefusedError(400, Code.BAD_REQUEST, "user")
    name = sender.name if asked is None else asked
    if not acceptable_user_id(name):
        raise RefusedError(404, Code.NO_SUCH_PERSON)
    user = handler.find_user(name)
    everybody = scope in handler.parsed_scopes
    if user is None and everybody:
        # The sync tells the hub of new people within minutes; the platform knows them at once.
        await _must_be_in_table(handler, name)
        return Owner(name, guest=False, own=False)
    if user is None or not (everybody or _may_start(handler, user)):
        raise RefusedError(404, Code.NO_SUCH_PERSON)
    own = not isinstance(sender, orm.Service) and sender.name == name
    return Owner(name, guest=is_guest(user), own=own)


def _may_start(handler: Any, user: Any) -> bool:
    return bool(handler.get_scope_filter("start:servers")(user.orm_user, kind="user"))


async def _must_be_in_table(handler: Any, name: str) -> None:
    try:
        person = await handler.authenticator.directory.find_exact(name)
    except DirectoryError:
        raise RefusedError(503, Code.DIRECTORY_AWAY) from None
    if person is None:
        raise RefusedError(404, Code.NO_SUCH_PERSON)
