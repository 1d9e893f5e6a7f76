"""Whether somebody who logged in before is still who they were."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from hub_ext.metrics.people import Ended, count_ended_session
from hub_ext.users.centres import groups_of
from hub_ext.users.directory import UserDirectory
from hub_ext.users.directory_errors import DirectoryError
from hub_ext.users.person import Person
from hub_ext.users.platform_login import PlatformLogin
from hub_ext.users.refusals import who

#: The key beside those of `Identity` that tells whether the password was changed since.
PASSWORD_MARK: Final = "password_mark"  # noqa: S105 - the name of a key
#: A database that does not answer is left alone for so long, or every page would wait for it.
PAUSE_SECONDS: Final = 30.0
_GONE: Final[tuple[Ended, str]] = ("row-gone", "their row is gone from table Users")


class SessionCheck:
    """Looks people up again while their session lasts.

    Parameters
    ----------
    directory, login
        Where people are, and who of them may use notebooks.
    log
        One line for the operator whenever a session ends here or cannot be checked.
    clock
        Seconds that only grow.
    """

    def __init__(
        self,
        directory: UserDirectory,
        login: PlatformLogin,
        log: logging.Logger | logging.LoggerAdapter[Any],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory = directory
        self._login = login
        self._log = log
        self._clock = clock
        self._ask_again = 0.0

    async def refresh(
        self,
        user_name: str,
        is_admin: bool,
        auth_state: Mapping[str, Any] | None,
        groups: Sequence[str],
        *,
        own_request: bool = True,
    ) -> bool | dict[str, Any]:
        """Return what `Authenticator.refresh_user` returns.

        Parameters
        ----------
        user_name
            The hub's name: the ``userID`` exactly.
        is_admin
            Whether the hub takes them for an administrator now.
        auth_state
            What was stored at the login; None if it was lost.
        groups
            Where the hub has them now.
        own_request
            Whether it is they who ask for something. A teacher may start the server of a student
            who has another password since; the student's own session still ends for it.

        Returns
        -------
        bool or dict
            True if nothing changed or if the database cannot be asked; False if the session has
            to end; otherwise what is new about the person.
        """
        if self._clock() < self._ask_again:
            return True
        try:
            person = await self._directory.find_exact(user_name)
        except DirectoryError as error:
            self._ask_again = self._clock() + PAUSE_SECONDS
            self._log.error(
                "Session of %s goes on unchecked, as will others: %s", who(user_name), error
            )
            return True
        ended = self._ended(person, auth_state, own_request=own_request)
        if ended is not None or person is None:
            code, text = ended or _GONE
            count_ended_session(code)
            self._log.warning("Session of %s ends: %s", who(user_name), text)
            return False
        new = auth_model(person)
        if not own_request and auth_state and PASSWORD_MARK in auth_state:
            new["auth_state"][PASSWORD_MARK] = auth_state[PASSWORD_MARK]
        now = (auth_state, is_admin, list(groups))
        return True if now == (new["auth_state"], new["admin"], new["groups"]) else new

    def _ended(
        self, person: Person | None, auth_state: Mapping[str, Any] | None, *, own_request: bool
    ) -> tuple[Ended, str] | None:
        if person is None:
            return _GONE
        objection = self._login.objection(person)
        if objection:
            return "not-admitted", objection[1]
        before = auth_state or {}
        if before.get("row_id", person.row_id) != person.row_id:
            return "other-row", "the row of that userID is another one now"
        same_password = before.get(PASSWORD_MARK, person.password_mark) == person.password_mark
        if own_request and not same_password:
            return "password-changed", "their password was changed"
        return None


def auth_model(person: Person) -> dict[str, Any]:
    """Return what JupyterHub is to know of `person`.

    ``admin`` and ``groups`` are always there: JupyterHub keeps an earlier ``admin`` when it is
    not, and refuses the login without ``groups``. ``user_info`` is what others may read who may
    list this person, and the name that JupyterLab shows.
    """
    return {
        "name": person.user_id,
        "admin": person.role == "admin",
        "groups": groups_of(person),
        "user_info": user_info(person.user_id, person.name),
        "auth_state": person.identity.to_auth_state() | {PASSWORD_MARK: person.password_mark},
    }


def user_info(user_id: str, name: str) -> dict[str, str]:
    """Return what whoever may list a person sees of them, and JupyterLab shows."""
    return {"name": user_id, "display_name": name or user_id}
