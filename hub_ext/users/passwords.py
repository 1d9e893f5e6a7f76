"""Checking passwords that Node's ``bcrypt`` hashed, in a time that tells nobody who exists."""

import os
from functools import partial
from typing import Final

import bcrypt

from hub_ext.users.bounded_threads import BoundedThreads
from hub_ext.users.password_hash import HIGHEST_COST, USUAL_COST, cost_of

#: bcrypt looks at no more than this, so a longer password was never set.
LONGEST_PASSWORD_BYTES: Final = 72
#: A row of a higher cost takes longer, and shows thereby that it is there; up to this cost
#: everybody's check is made as long. Four times the usual work is what a login may wait for.
HIGHEST_EQUALISED_COST: Final = 12

_SALT: Final = "abcdefghijklmnopqrstuu"

#: For the last of those who wait, on two processors that have servers to start, too.
_SECONDS: Final = 60.0
#: A whole school that logs in at the same moment, as in `hub_ext.users.directory`.
_WAITING: Final = 400


class PasswordChecker:
    """Checks passwords in a few threads; bcrypt lets the others run meanwhile.

    Every check does the same work, whether there is a hash to check against or not, and whatever
    its cost: bcrypt's work is ``2 ** cost``, so ``cost`` of the row and once each of ``cost``,
    ``cost + 1``, … up to the next below the common cost add up to exactly the common one.

    The common cost begins with what the platform uses and follows the highest that a row showed,
    up to `HIGHEST_EQUALISED_COST`.

    Parameters
    ----------
    threads
        How many checks run at once; by default as many as there are processors, four at most.
    """

    def __init__(self, *, threads: int | None = None) -> None:
        self._common_cost = USUAL_COST
        self._threads = BoundedThreads(
            "password",
            threads=threads or min(4, os.cpu_count() or 1),
            waiting=_WAITING,
            seconds=_SECONDS,
        )

    async def check(self, password: str, password_hash: str | None) -> bool:
        """Tell whether `password` is the one that was hashed.

        Parameters
        ----------
        password
            As typed, of any length.
        password_hash
            A ``$2a$``, ``$2b$`` or ``$2y$`` hash; None for a person who does not exist. Anything
            else is a hash that no password fits.

        Raises
        ------
        ThreadsBusy
            If too many checks wait already.
        TimeoutError
            If the machine is too busy to get to this one.
        """
        return await self._threads.run(partial(self._check, password, password_hash or ""))

    def close(self) -> None:
        """Start no more checks."""
        self._threads.close()

    def _check(self, password: str, password_hash: str) -> bool:
        typed = password.encode("utf-8", "surrogatepass")
        possible = len(typed) <= LONGEST_PASSWORD_BYTES and b"\0" not in typed
        typed = typed if possible else b"-"
        cost = cost_of(password_hash)
        if cost is None or cost > HIGHEST_COST:
            _work(typed, self._common_cost)
            return False
        self._common_cost = max(self._common_cost, min(cost, HIGHEST_EQUALISED_COST))
        right = bcrypt.checkpw(typed, password_hash.encode("ascii"))
        for missing in range(cost, self._common_cost):
            _work(typed, missing)
        return right and possible


def _work(typed: bytes, cost: int) -> None:
    bcrypt.hashpw(typed, f"$2b${cost:02d}${_SALT}".encode("ascii"))
