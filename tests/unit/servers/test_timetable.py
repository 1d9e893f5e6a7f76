"""How many servers wait, by the clock of a school."""

import logging
import os
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.servers.warm.timetable import (
    SEOUL,
    Lesson,
    Timetable,
    TimetableError,
    read_timetable,
    wanted,
)

LOG = logging.getLogger("test")
TEXT = "\ufeff센터,요일,시작,끝,학생\r\n101,월,14:00,15:30,30\r\n\r\n102, TUE ,9:05,17:00,24 # 컴퓨터실\r\n"
MONDAY = Lesson("101", 0, time(14), time(15, 30), 30)
TUESDAY = Lesson("102", 1, time(9, 5), time(17), 24)
#: 2026-11-30 is a Monday.
DAY = datetime(2026, 11, 30, tzinfo=SEOUL)


def at(hours: int, minutes: int, day: int = 0) -> datetime:
    return DAY + timedelta(days=day, hours=hours, minutes=minutes)


def test_what_a_teachers_spreadsheet_writes_is_read() -> None:
    assert read_timetable(TEXT) == (MONDAY, TUESDAY)
    assert read_timetable("") == read_timetable("# nothing\n\n") == ()
    assert read_timetable("101,월요일,0:00,1:00,1")[0].weekday == 0


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("101,월,14:00,15:30", "needs 5 values"),
        ("101,월,14:00,15:30,30,1", "needs 5 values"),
        ("101,모,14:00,15:30,30", "the weekday is none of"),
        ("101,월,24:00,25:30,30", "'24:00' is no time"),
        ("101,월,2pm,15:30,30", "'2pm' is no time"),
        ("101,월,15:30,14:00,30", "ends before it begins"),
        ("101,월,14:00,15:30,0", "from 1 to 200"),
        ("101,월,14:00,15:30,3000", "from 1 to 200"),
        ("101,월,14:00,15:30,서른", "from 1 to 200"),
        ("101,월,14:00,15:30,٣", "from 1 to 200"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str, why: str) -> None:
    with pytest.raises(TimetableError) as caught:
        read_timetable(f"{TEXT}{line}\n101,월,x,15:30,30\n")
    assert f"line 5 ({line.replace(',', ', ')}): " in str(caught.value)
    assert why in str(caught.value)
    assert "line 6" in str(caught.value)


@given(st.text())
def test_any_other_text_is_refused_or_read(text: str) -> None:
    try:
        lessons = read_timetable(text)
    except TimetableError:
        return
    assert all(1 <= lesson.students <= 200 for lesson in lessons)


@pytest.mark.parametrize(
    ("now", "number"),
    [
        (at(13, 49), 2),
        (at(13, 50), 30),
        (at(14, 9), 30),
        (at(14, 10), 2),
        (at(13, 50, day=1), 2),
        (at(13, 50, day=7), 30),
        (at(8, 55, day=1), 24),
        # The same moments by another clock.
        (at(13, 50).astimezone(UTC).astimezone(SEOUL), 30),
    ],
)
def test_servers_wait_around_the_beginning_of_a_class(now: datetime, number: int) -> None:
    assert wanted((MONDAY, TUESDAY), now, 2, []) == number


def test_a_class_right_after_midnight_is_waited_for_on_the_day_before() -> None:
    lesson = Lesson("x", 1, time(0, 5), time(1), 10)
    assert wanted([lesson], at(23, 54), 0, []) == 0
    assert wanted([lesson], at(23, 56), 0, []) == 10
    assert wanted([lesson], at(0, 10, day=1), 0, []) == 10


def test_who_has_come_is_not_waited_for() -> None:
    starts = [at(13, 30), at(13, 55), at(13, 58), at(14, 1)]
    assert wanted([MONDAY], at(14, 2), 2, starts) == 27
    assert wanted([MONDAY], at(14, 2), 2, [at(14, 0)] * 40) == 2
    # In whichever zone the hub wrote it down.
    assert wanted([MONDAY], at(14, 2), 2, [start.astimezone(UTC) for start in starts]) == 27


def test_two_classes_are_added_up() -> None:
    other = Lesson("103", 0, time(14, 5), time(15), 12)
    assert wanted([MONDAY, other], at(14, 0), 2, []) == 42
    assert wanted([MONDAY, other], at(14, 12), 2, []) == 12


def test_the_file_may_come_change_be_wrong_and_go(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "timetable.csv"
    timetable = Timetable(file, LOG)
    assert timetable.lessons() == ()

    def write(text: str, age: int) -> None:
        file.write_text(text)
        os.utime(file, (age, age))

    write(TEXT, 1)
    assert timetable.lessons() == (MONDAY, TUESDAY)
    write("101,월,14:00,15:30,30\n102,월,???\n", 2)
    for _ in range(3):
        assert timetable.lessons() == (MONDAY, TUESDAY)
    assert caplog.text.count("is not followed as it is now: line 2") == 1
    write("101,월,14:00,15:30,30\n", 3)
    assert timetable.lessons() == (MONDAY,)
    file.write_bytes(b"\xff\xfe")
    assert timetable.lessons() == (MONDAY,)
    file.unlink()
    assert timetable.lessons() == ()
