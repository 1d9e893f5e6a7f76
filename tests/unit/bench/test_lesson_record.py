"""What is made of the steps, and of the memory, of a lesson."""

import pytest

from bench.lesson.diary import Step
from bench.lesson.record import Row
from bench.lesson.samples import HUB, PEOPLE, resident
from bench.lesson.trend import settled, trend, window
from tests.unit.bench.lesson_records import BEGAN, ENDED, done, failed, record, sample


def test_a_row_has_the_times_of_what_was_done_and_counts_the_rest() -> None:
    events = [*done(Step.SAVE, 3, 1, 2, 4), failed(Step.SAVE, "HTTP 500", 60)]
    assert record(events).row(Step.SAVE) == Row(Step.SAVE, 5, 1, 2, 4, 4, 4)


def test_a_step_that_nobody_could_do_has_no_times() -> None:
    only = record([failed(Step.LOGIN, "HTTP 503")])
    assert only.rows() == [Row(Step.LOGIN, 1, 1, None, None, None, None)]


def test_rows_are_in_the_order_of_a_visit() -> None:
    events = [*done(Step.SAVE, 1), *done(Step.LOGIN, 1)]
    assert [row.step for row in record(events).rows()] == [Step.LOGIN, Step.SAVE]


def test_errors_are_counted_by_step_and_kind() -> None:
    events = [
        *done(Step.CELL, 1),
        *(failed(Step.CELL, "TimeoutError") for _ in range(2)),
        failed(Step.SAVE, "TimeoutError"),
    ]
    assert record(events).errors() == {
        (Step.CELL, "TimeoutError"): 2,
        (Step.SAVE, "TimeoutError"): 1,
    }


def test_a_save_that_did_not_come_took_longer_than_any_other() -> None:
    came = done(Step.STORED, *[0.5] * 18)
    assert record(came).until_stored(0.95) == 0.5
    lost = [failed(Step.STORED, "not within 60 s", 60.2)] * 2
    assert record([*came, *lost]).until_stored(0.95) == float("inf")
    assert record().until_stored(0.95) is None


def test_the_time_until_everybody_works_does_not_count_for_memory() -> None:
    found = record().memory(HUB)
    assert found is not None
    assert (found.first, found.last, found.growth) == (200, 200, 0)
    assert found.slope == pytest.approx(0)


def test_leaving_does_not_count_for_memory() -> None:
    after = [sample(ENDED + 10 * n, 5) for n in range(1, 20)]
    found = record(samples=[*record().samples, *after]).memory(HUB)
    assert found is not None
    assert found.last == 200


def test_growth_is_told_by_the_ends_and_by_the_hour() -> None:
    growing = [sample(BEGAN + 10 * n, 100 + n / 6) for n in range(151)]
    found = record(samples=growing).memory(HUB)
    assert found is not None
    # A megabyte a minute, and fifteen minutes from the middle of one end to that of the other.
    assert found.slope == pytest.approx(60, rel=0.01)
    assert found.last - found.first == pytest.approx(15, abs=0.1)
    assert found.growth == pytest.approx(15 / 107.5, rel=0.02)


def test_a_part_that_was_never_looked_at_has_no_trend() -> None:
    assert record().memory(PEOPLE) is None
    assert record(samples=[sample(BEGAN + 500, 1)]).memory(HUB) is None


def test_values_at_one_moment_have_no_slope() -> None:
    assert trend([(5, 1), (5, 2)], 0, 10) is None


@pytest.mark.parametrize(("seconds", "expected"), [(1800, 300), (900, 300), (120, 40)])
def test_short_runs_have_shorter_ends(seconds: float, expected: float) -> None:
    assert window(seconds) == expected
    assert settled(7, 7 + seconds) == 7 + expected


def test_servers_and_processors_are_those_of_the_time_when_everybody_works() -> None:
    assert record().servers() == 3
    assert record().busy() == pytest.approx(0.5)
    assert record(samples=[]).servers() is None
    assert record(samples=[]).busy() is None


@pytest.mark.parametrize(
    "counted",
    [
        {"anon": 7, "file": 100},
        {"total_rss": 7, "rss": 3, "total_cache": 100},
    ],
)
def test_copies_of_files_are_no_memory_of_a_container(counted: dict[str, int]) -> None:
    assert resident({"memory_stats": {"usage": 107, "stats": counted}}) == 7
