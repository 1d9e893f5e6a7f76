"""The tokens that have logged somebody in, so that none does so twice."""

import time
from collections.abc import Callable
from typing import Final

from hub_ext.users.sso.refusals import Reason, SingleSignOnRefused
from hub_ext.users.sso.tokens import VerifiedToken

#: An hour of 13 logins a second: some megabytes.
TABLE_SIZE: Final = 50_000
#: Longer than a token is valid, should the clock be set back a little.
_MORE_SECONDS: Final = 60


class UsedTokens:
    """Which tokens were used; each is forgotten when it has expired.

    Kept in memory: after a restart of the hub a used token could be used again while it is valid.

    Parameters
    ----------
    size
        At most so many. When the table is full of tokens that are still valid, further ones are
        refused: to forget one would be to let it in again.
    now
        Seconds since 1970.
    """

    def __init__(self, size: int = TABLE_SIZE, now: Callable[[], float] = time.time) -> None:
        self._size = size
        self._now = now
        self._ends: dict[bytes, float] = {}

    def __len__(self) -> int:
        return len(self._ends)

    def use(self, token: VerifiedToken) -> None:
        """Take note of `token`.

        Raises
        ------
        SingleSignOnRefused
            If it was used before, or if there is no room.
        """
        if token.signature in self._ends:
            raise SingleSignOnRefused(Reason.USED)
        if len(self._ends) >= self._size:
            self._forget_expired()
        if len(self._ends) >= self._size:
            raise SingleSignOnRefused(Reason.FULL)
        self._ends[token.signature] = token.ends + _MORE_SECONDS

    def give_back(self, token: VerifiedToken) -> None:
        """Forget `token`, which has not logged anybody in after all."""
        self._ends.pop(token.signature, None)

    def _forget_expired(self) -> None:
        now = self._now()
        self._ends = {signature: ends for signature, ends in self._ends.items() if ends > now}
