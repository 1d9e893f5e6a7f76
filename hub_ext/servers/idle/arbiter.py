"""Whether a server that nobody uses may be stopped now."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hub_ext.servers.warm.timetable import Timetable, is_lesson, now_in_seoul


class Arbiter:
    """Decides for `jupyterhub-idle-culler`.

    Parameters
    ----------
    timetable
        When lessons are.
    now
        The time, in the timetable's zone.
    """

    def __init__(self, timetable: Timetable, now: Callable[[], datetime] = now_in_seoul) -> None:
        self._timetable = timetable
        self._now = now

    def __call__(self, *, inactive: timedelta, inactive_limit: float, **_more: Any) -> bool:
        """Return True for a server that was idle for so many seconds, unless there is a lesson.

        During a lesson nobody's is: who listens to a teacher for an hour has not left, and of whom
        a lesson is the timetable does not say.
        """
        too_long = inactive.total_seconds() >= inactive_limit
        return too_long and not is_lesson(self._timetable.lessons(), self._now())
