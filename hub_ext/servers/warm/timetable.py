"""When classes begin: so many servers wait then, and a moment later nobody keeps memory for them.

A file of lines like these, in any order; what follows a ``#`` is a remark::

    센터,요일,시작,끝,학생
    101,월,14:00,15:30,30
    102,tue,16:00,17:00,24
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from logging import Logger
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

#: Beside what else a site adds.
FILE: Final = Path(__file__).parents[3] / "jupyterhub_config.d" / "timetable.csv"
#: The schools' own time, wherever the machine thinks it is.
SEOUL: Final = ZoneInfo("Asia/Seoul")
#: Thirty servers take a minute and a half to be ready on two processors; some students come early.
BEFORE: Final = timedelta(minutes=10)
#: Who has not come by then starts alone.
AFTER: Final = timedelta(minutes=10)
#: More people than one host has ever had at once; a slip of the pen must not fill its memory.
MOST: Final = 200
_DAYS: Final = (
    ("월", "mon"), ("화", "tue"), ("수", "wed"), ("목", "thu"), ("금", "fri"), ("토", "sat"), ("일", "sun"),
)  # fmt: skip
_WEEKDAYS: Final = {name: number for number, names in enumerate(_DAYS) for name in names}
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_COLUMNS: Final = ("센터", "요일", "시작", "끝", "학생")
_ENGLISH: Final = ("centre", "weekday", "begins", "ends", "students")


def now_in_seoul() -> datetime:
    """Return the time that a timetable means."""
    return datetime.now(SEOUL)


class TimetableError(ValueError):
    """What is wrong with a timetable, every line of it, for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One class of every week.

    Attributes
    ----------
    centre
        As the operator calls it; for people only.
    weekday
        0 is Monday.
    begins, ends
        In Korea.
    students
        How many servers are to wait for it.
    """

    centre: str
    weekday: int
    begins: time
    ends: time
    students: int

    def opens(self, now: datetime) -> datetime | None:
        """Return since when servers wait for it; None if `now` is not about its beginning."""
        begins = datetime.combine(now.date(), self.begins, now.tzinfo)
        # A class right after midnight is waited for on the day before.
        for day in (begins, begins + timedelta(days=1)):
            if day.weekday() == self.weekday and day - BEFORE <= now < day + AFTER:
                return day - BEFORE
        return None


def read_timetable(text: str) -> tuple[Lesson, ...]:
    """Read a timetable.

    Raises
    ------
    TimetableError
        Naming every line that cannot be read.
    """
    lessons, wrong = [], []
    for number, cells in _lines(text):
        try:
            lessons.append(_lesson(cells))
        except ValueError as error:
            wrong.append(f"line {number} ({', '.join(cells)[:60]}): {error}")
    if wrong:
        raise TimetableError("; ".join(wrong))
    return tuple(lessons)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        cells = [cell.strip() for cell in next(csv.reader([line.partition("#")[0]]), [])]
        if any(cells) and tuple(cells) not in (_COLUMNS, _ENGLISH):
            yield number, cells


def _lesson(cells: Sequence[str]) -> Lesson:
    if len(cells) != len(_COLUMNS):
        raise ValueError(f"needs {len(_COLUMNS)} values, for example 101,월,14:00,15:30,30")
    centre, day, begins, ends, students = cells
    weekday = _WEEKDAYS.get(day.lower().removesuffix("요일"))
    if weekday is None:
        raise ValueError("the weekday is none of 월화수목금토일 or mon to sun")
    first, last = (_time(text) for text in (begins, ends))
    if last <= first:
        raise ValueError("it ends before it begins")
    if not (students.isascii() and students.isdecimal() and 1 <= int(students) <= MOST):
        raise ValueError(f"the number of students is not one from 1 to {MOST}")
    return Lesson(centre, weekday, first, last, int(students))


def _time(text: str) -> time:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no time such as 14:00")
    return time(int(match[1]), int(match[2]))


class Timetable:
    """A file that may change, be wrong, or not be there.

    Parameters
    ----------
    file
        Where it is.
    log
        The operator's.
    """

    def __init__(self, file: Path, log: Logger) -> None:
        self._file = file
        self._log = log
        self._seen: tuple[int, int] | None = None
        self._trouble = ""
        self._lessons: tuple[Lesson, ...] = ()

    def lessons(self) -> tuple[Lesson, ...]:
        """Return what it says now; as it was while it cannot be read, after one line in the log."""
        try:
            self._read()
        except (OSError, ValueError) as error:
            if self._trouble != str(error):
                self._log.error("%s is not followed as it is now: %s", self._file, error)
            self._trouble = str(error)
        return self._lessons

    def _read(self) -> None:
        try:
            status = self._file.stat()
        except FileNotFoundError:
            self._seen, self._lessons, self._trouble = None, (), ""
            return
        seen = (status.st_mtime_ns, status.st_size)
        if seen != self._seen:
            self._seen = seen
            self._lessons = read_timetable(self._file.read_text("utf-8"))
            self._trouble = ""
            self._log.info("Timetable read: %d lessons a week", len(self._lessons))


def is_lesson(lessons: Sequence[Lesson], now: datetime) -> bool:
    """Tell whether one of them goes on."""
    return any(
        lesson.weekday == now.weekday() and lesson.begins <= now.time() < lesson.ends
        for lesson in lessons
    )


def wanted(
    lessons: Sequence[Lesson], now: datetime, always: int, starts: Sequence[datetime]
) -> int:
    """Return how many servers should wait.

    Parameters
    ----------
    lessons
        Of every week.
    now
        With its time zone.
    always
        However empty the timetable is.
    starts
        When people got their servers lately: whoever has one is not waited for.
    """
    opened = [(lesson, lesson.opens(now)) for lesson in lessons]
    due = [(lesson.students, since) for lesson, since in opened if since is not None]
    if not due:
        return always
    first = min(since for _, since in due)
    came = sum(start >= first for start in starts)
    return max(always, sum(students for students, _ in due) - came)
