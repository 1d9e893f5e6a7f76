"""The way from a name and a password to a person, or to the reason why not."""

import logging
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from hub_ext.language import Message
from hub_ext.settings import HubSettings
from hub_ext.users import messages
from hub_ext.users.admission import objection
from hub_ext.users.bounded_threads import ThreadsBusy
from hub_ext.users.directory import UserDirectory
from hub_ext.users.directory_errors import DirectoryError
from hub_ext.users.guests.guest import is_guest_name
from hub_ext.users.passwords import PasswordChecker
from hub_ext.users.person import KOREA, Person
from hub_ext.users.refusals import LoginRefused, who
from hub_ext.users.throttle import Limit, Throttle, TooManyTries, Try

#: The width of ``Users.userID``.
LONGEST_USER_ID: Final = 255
#: When to come back to a database or a hub that has too much to do.
_SOON_SECONDS: Final = 10

_LIMITS: Final = {
    Limit.USER: (429, messages.LOCKED),
    Limit.ADDRESS: (429, messages.ADDRESS_LOCKED),
    Limit.OVERALL: (503, messages.BUSY),
}


class PlatformLogin:
    """Logins against the platform's table.

    What a stranger can learn is the same for every name: the password is checked before anything
    is said about a person, a name that does not exist is counted and takes as long as one that
    does, and while a name is locked its password is not looked at.

    Parameters
    ----------
    settings
        Which roles may use notebooks, whether a subscription is needed, and the language.
    directory, passwords, throttle
        Where people are found, passwords checked and failures counted.
    log
        One line for the operator whenever a login is refused.
    now
        The time, for subscriptions.
    """

    def __init__(
        self,
        settings: HubSettings,
        directory: UserDirectory,
        passwords: PasswordChecker,
        throttle: Throttle,
        log: logging.Logger | logging.LoggerAdapter[Any],
        now: Callable[[], datetime] = lambda: datetime.now(KOREA),
    ) -> None:
        self._settings = settings
        self._directory = directory
        self._passwords = passwords
        self._throttle = throttle
        self._log = log
        self._now = now

    async def person(self, user_id: str, password: str, address: str) -> Person | None:
        """Log somebody in.

        Parameters
        ----------
        user_id, password
            As typed, of any length and content.
        address
            Where the request comes from.

        Returns
        -------
        Person or None
            None if there is nobody of that name with that password.

        Raises
        ------
        LoginRefused
            429 while locked, 503 if it cannot be checked now, and after the right password 403 if
            this person may not use notebooks.
        """
        try:
            self._throttle.look(user_id, address)
            found = await self._found(user_id)
            attempt = self._throttle.begin(found.user_id if found else user_id, address)
        except TooManyTries as refusal:
            raise self._too_many(refusal, user_id, address) from None
        right = await self._right(attempt, password, found)
        if not right or found is None:
            return None
        self._throttle.succeeded(attempt)
        self._refuse_objection(found)
        return found

    async def vouched_for(self, search: Awaitable[Person | None], described: str) -> Person:
        """Return the person that another way of logging in vouches for, as the table has them now.

        Parameters
        ----------
        search
            A question to the directory.
        described
            Whom it asks for, for the log; no address, no name but the ``userID``.

        Raises
        ------
        LoginRefused
            503 if it cannot be checked now; 403 if there is nobody, or somebody who may not use
            notebooks.
        """
        try:
            person = await search
        except DirectoryError as error:
            self._log.error("Login of %s could not be checked: %s", who(described), error)
            raise self._refused(503, messages.UNAVAILABLE, _SOON_SECONDS) from None
        if person is None:
            self._log.warning("Login of %s refused: table Users has no such row", who(described))
            raise self._refused(403, messages.NOT_A_MEMBER)
        self._refuse_objection(person)
        return person

    def _refuse_objection(self, person: Person) -> None:
        reason = self.objection(person)
        if reason:
            self._log.warning("Login of %s refused: %s", who(person.user_id), reason[1])
            raise self._refused(403, reason[0])

    def objection(self, person: Person) -> tuple[Message, str] | None:
        """Return why this person may not use notebooks, for them and for the operator."""
        if "guest" in self._settings.auth and is_guest_name(person.user_id):
            return (
                messages.NAME_REFUSED,
                f"the userID of row {person.row_id} is like a guest's, and AUTH names guest",
            )
        return objection(person, self._settings, self._now())

    async def _found(self, user_id: str) -> Person | None:
        if not _askable(user_id):
            return None
        try:
            return await self._directory.find(user_id)
        except DirectoryError as error:
            self._log.error("Login of %s could not be checked: %s", who(user_id), error)
            raise self._refused(503, messages.UNAVAILABLE, _SOON_SECONDS) from None

    async def _right(self, attempt: Try, password: str, found: Person | None) -> bool:
        try:
            return await self._passwords.check(password, found.password_hash if found else None)
        except (ThreadsBusy, TimeoutError):
            self._throttle.take_back(attempt)
            self._log.error("A login was refused: too many password checks wait for a processor")
            raise self._refused(503, messages.BUSY, _SOON_SECONDS) from None

    def _too_many(self, refusal: TooManyTries, user_id: str, address: str) -> LoginRefused:
        self._log.warning(
            "Login of %s from %s refused: too many failures (%s), for %d s more",
            who(user_id),
            address,
            refusal.limit,
            refusal.seconds,
        )
        status, message = _LIMITS[refusal.limit]
        return self._refused(status, message, refusal.seconds, minutes=refusal.minutes)

    def _refused(
        self, status: int, message: Message, retry_after: int | None = None, **fields: object
    ) -> LoginRefused:
        language = self._settings.hub_language.now()
        return LoginRefused(status, message, language, retry_after=retry_after, **fields)


def _askable(user_id: str) -> bool:
    # Nobody has such a name, and not every database driver can even be asked for it.
    return 0 < len(user_id) <= LONGEST_USER_ID and not any(
        unicodedata.category(character) in {"Cc", "Cs"} for character in user_id
    )
