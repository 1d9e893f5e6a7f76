"""Rows that are missing: who is taken for gone, and when."""

import logging

import pytest

from hub_ext.users.sync.absences import PATIENCE_SECONDS, Absences


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def absences(clock: Clock) -> Absences:
    return Absences(logging.getLogger("test"), clock)


def names(count: int) -> set[str]:
    return {f"student{number}" for number in range(count)}


@pytest.mark.parametrize(("absent", "present"), [(1, 1), (5, 1), (10, 90), (500, 4500)], ids=str)
def test_a_few_are_gone_at_once(absences: Absences, absent: int, present: int) -> None:
    assert absences.believed(names(absent), present=present) == sorted(names(absent))


@pytest.mark.parametrize(
    ("absent", "present"), [(1, 0), (6, 10), (11, 89), (5000, 0), (501, 4499)], ids=str
)
def test_many_are_gone_when_they_stay_away(
    absences: Absences,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    absent: int,
    present: int,
) -> None:
    for clock.seconds in (0, 30, PATIENCE_SECONDS - 1):
        assert absences.believed(names(absent), present=present) == []
    assert len(caplog.records) == 1

    clock.seconds = PATIENCE_SECONDS
    assert absences.believed(names(absent), present=present) == sorted(names(absent))


def test_patience_begins_anew_when_they_were_back(absences: Absences, clock: Clock) -> None:
    assert absences.believed(names(50), present=50) == []
    clock.seconds = PATIENCE_SECONDS - 1
    assert absences.believed(set(), present=100) == []
    clock.seconds = PATIENCE_SECONDS + 1
    assert absences.believed(names(50), present=50) == []
