"""Who may try to log in, and how often.

The platform's rule is kept: five failures lock the user for a quarter of an hour. An address may
fail much more often, for a whole school sits behind one. A try is counted before its password is
checked and taken back when it was right, so that no number of tries at once gets past a limit.
"""

import hashlib
import math
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from typing import Final

from hub_ext.users.expiring_table import ExpiringCounts

USER_FAILURES: Final = 5
USER_LOCK_SECONDS: Final = 15 * 60
#: Three classes of thirty behind one address, each person failing three times.
ADDRESS_FAILURES: Final = 300
ADDRESS_WINDOW_SECONDS: Final = 15 * 60
#: Guessing from many addresses at once: more than all centres together mistype in a minute.
OVERALL_FAILURES: Final = 600
OVERALL_WINDOW_SECONDS: Final = 60
#: Names and addresses that are remembered: some megabytes.
TABLE_SIZE: Final = 10_000

#: Characters of a name that count; ``Users.userID`` has 255.
_KEPT: Final = 256
_INVISIBLE: Final = {"Mn", "Me", "Cc", "Cf"}


class Limit(StrEnum):
    """What was exceeded."""

    USER = "user"
    ADDRESS = "address"
    OVERALL = "overall"


class TooManyTries(Exception):  # noqa: N818 - a state that passes, not a fault
    """A limit is reached; the password was not looked at.

    Attributes
    ----------
    limit
        Which one.
    seconds
        Until the next try is worth it; at least 1.
    """

    def __init__(self, limit: Limit, seconds: float) -> None:
        super().__init__(limit)
        self.limit = limit
        self.seconds = max(1, math.ceil(seconds))

    @property
    def minutes(self) -> int:
        """`seconds` in whole minutes, at least 1."""
        return math.ceil(self.seconds / 60)


@dataclass(frozen=True, slots=True)
class Try:
    """A counted try, to be settled with `Throttle.succeeded` or `Throttle.take_back`."""

    user: bytes
    address: str


class Throttle:
    """The counts of failed logins; they live as long as the hub does.

    Parameters
    ----------
    clock
        Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._users: ExpiringCounts[bytes] = ExpiringCounts(TABLE_SIZE, clock)
        self._addresses: ExpiringCounts[str] = ExpiringCounts(TABLE_SIZE, clock)
        self._overall: ExpiringCounts[str] = ExpiringCounts(1, clock)

    def look(self, user_id: str, address: str) -> Try:
        """Return the try that `begin` would count; parameters and errors are the same."""
        attempt = Try(_user_key(user_id), address_key(address))
        self._refuse_beyond(self._overall, "", OVERALL_FAILURES, Limit.OVERALL)
        self._refuse_beyond(self._addresses, attempt.address, ADDRESS_FAILURES, Limit.ADDRESS)
        self._refuse_beyond(self._users, attempt.user, USER_FAILURES, Limit.USER)
        return attempt

    def begin(self, user_id: str, address: str) -> Try:
        """Count a try as failed, until it is settled otherwise.

        Parameters
        ----------
        user_id
            The ``userID`` of the row that the typed name found, else the typed name: whatever
            spellings the database takes for the same name, they share one count.
        address
            Where the request comes from.

        Raises
        ------
        TooManyTries
            If there were too many already; this one is not counted then.
        """
        attempt = self.look(user_id, address)
        self._overall.add("", OVERALL_WINDOW_SECONDS)
        self._addresses.add(attempt.address, ADDRESS_WINDOW_SECONDS)
        count = self._users.add(attempt.user, USER_LOCK_SECONDS)
        if count.value == USER_FAILURES:
            # The lock runs from the last failure, not from the first.
            count.ends = self._clock() + USER_LOCK_SECONDS
        return attempt

    def succeeded(self, attempt: Try) -> None:
        """The password was right: the user's failures are forgotten, the address's others are not."""
        self.take_back(attempt)
        self._users.forget(attempt.user)

    def take_back(self, attempt: Try) -> None:
        """The password was not looked at after all; it is as if nobody had tried."""
        self._users.take_back(attempt.user)
        self._addresses.take_back(attempt.address)
        self._overall.take_back("")

    def _refuse_beyond[K: (str, bytes)](
        self, counts: ExpiringCounts[K], key: K, most: int, limit: Limit
    ) -> None:
        count = counts.get(key)
        if count and count.value >= most:
            raise TooManyTries(limit, count.ends - self._clock())


def fold(name: str) -> str:
    """Return what the spellings of a name have in common that a database may take for equal.

    That is more than any collation ignores: case, width, accents, invisible characters.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    visible = (
        character for character in decomposed if unicodedata.category(character) not in _INVISIBLE
    )
    return "".join(visible).strip()


def _user_key(user_id: str) -> bytes:
    # Folding what somebody pasted takes time that would tell it from a name.
    return hashlib.sha256(fold(user_id[:_KEPT]).encode("utf-8", "surrogatepass")).digest()


def address_key(address: str) -> str:
    """Return what counts as one address: a home or a phone has a whole /64 of IPv6 to itself."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or f"{IPv6Address(int(parsed) >> 64 << 64)}/64")
    return str(parsed)
