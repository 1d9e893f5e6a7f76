"""Whether a server that nobody uses may be stopped now."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from hub_ext.servers.warm.timetable import Timetable, is_lesson, now_in_seoul

#: Seconds; more than a clock is put right by while it runs well.
_JUMP: Final = 60.0


class Clocks:
    """Tells when the host's clock has jumped: it was set, or the host was asleep.

    Parameters
    ----------
    wall, steady
        The time that is set, and one that never is.
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall, self._steady = wall, steady
        self._between = wall() - steady()
        self._jumped: float | None = None

    def jumped_within(self, seconds: float) -> bool:
        """Tell whether it jumped in so many seconds before now; asked often, it misses none."""
        between = self._wall() - self._steady()
        if abs(between - self._between) > _JUMP:
            self._jumped = self._steady()
        self._between = between
        return self._jumped is not None and self._steady() - self._jumped < seconds


class Arbiter:
    """Decides for `jupyterhub-idle-culler`.

    Parameters
    ----------
    timetable
        When lessons are.
    now
        The time, in the timetable's zone.
    clocks
        The host's.
    """

    def __init__(
        self,
        timetable: Timetable,
        now: Callable[[], datetime] = now_in_seoul,
        clocks: Clocks | None = None,
    ) -> None:
        self._timetable = timetable
        self._now = now
        self._clocks = clocks or Clocks()

    def __call__(self, *, inactive: timedelta, inactive_limit: float, **_more: Any) -> bool:
        """Return True for a server that was idle for so many seconds, unless there is a lesson.

        During a lesson nobody's is: who listens to a teacher for an hour has not left, and of whom
        a lesson is the timetable does not say. Nor is anybody's after the clock has jumped, until they
        could have been idle for so long: by that clock everybody has just been away for hours.
        """
        # Asked for every server, idle or not: a jump is seen by comparing with the time before.
        jumped = self._clocks.jumped_within(inactive_limit)
        too_long = inactive.total_seconds() >= inactive_limit
        return too_long and not jumped and not is_lesson(self._timetable.lessons(), self._now())
