"""Rows that are not there any more: gone, or only not there at the moment."""

import logging
from collections.abc import Callable
from typing import Final

#: So many at once, or so large a part of everybody, is more likely a restore that is under way.
_FEW: Final = 5
_PART: Final = 0.1
#: Seconds that many have to be absent before it is believed.
PATIENCE_SECONDS: Final = 3600.0


class Absences:
    """Decides who has really no row any more.

    Parameters
    ----------
    log
        One line when many are absent, and one when they are believed to be gone.
    clock
        Seconds that only grow.
    """

    def __init__(self, log: logging.Logger, clock: Callable[[], float]) -> None:
        self._log = log
        self._clock = clock
        self._many_since: float | None = None

    def believed(self, absent: set[str], *, present: int) -> list[str]:
        """Return who of `absent` is gone, in order.

        Parameters
        ----------
        absent
            Whom the hub knows and the table has not.
        present
            How many people the table has.

        Returns
        -------
        list of str
            Everybody, if they are few; nobody, if they are many or if the table is empty, until
            that has lasted for `PATIENCE_SECONDS`.
        """
        many = len(absent) > max(_FEW, _PART * (len(absent) + present))
        if not absent or not (many or present == 0):
            self._many_since = None
            return sorted(absent)
        now = self._clock()
        if self._many_since is None:
            self._many_since = now
            self._log.error(
                "%d of %d people are missing from table Users: taken for a restore under way, and "
                "nobody is removed unless it lasts for %d min",
                len(absent),
                len(absent) + present,
                PATIENCE_SECONDS // 60,
            )
        if now - self._many_since < PATIENCE_SECONDS:
            return []
        self._log.error("%d people stay missing from table Users and are removed", len(absent))
        return sorted(absent)
