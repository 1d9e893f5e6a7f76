"""What a lesson's page, rows and timeline say."""

from csv import DictReader
from dataclasses import replace
from pathlib import Path

import pytest

from bench.lesson.diary import Event, Step
from bench.lesson.promises import verdicts
from bench.lesson.results import Run, write_results
from bench.lesson.samples import PEOPLE, STORAGE
from bench.lesson.timeline import timeline
from tests.unit.bench.lesson_records import BEGAN, done, failed, flat, record, sample

RUN = Run(people=60, minutes=30, arriving=120, seed=7, load_before=0.5, load_after=2.25)
GOOD = [*done(Step.SAVE, 0.1, 0.3), *done(Step.STORED, 0.5, 2.9), *done(Step.LAST, 0)]


def kept(events: list[Event], **more: float) -> list[bool | None]:
    """Whether each promise is, with a storage agent of other sizes at the end."""
    samples = [
        sample(one.at, 200, **more) if one.at > BEGAN + 1200 else one for one in record().samples
    ]
    return [one.kept for one in verdicts(record(events, samples))]


def test_a_good_run_keeps_every_promise() -> None:
    assert kept(GOOD) == [True] * 5


def test_one_error_is_one_too_many() -> None:
    assert kept([*GOOD, failed(Step.ASKS, "HTTP 502")]) == [False, True, True, True, True]


@pytest.mark.parametrize(("megabytes", "expected"), [(209, True), (211, False), (100, True)])
def test_a_part_that_grows_is_not_flat(megabytes: float, expected: bool) -> None:
    assert kept(GOOD, **{STORAGE: megabytes}) == [True, True, True, expected, True]


def test_slow_saves_are_too_slow_only_if_they_are_many() -> None:
    quick = done(Step.STORED, *[1.0] * 38)
    assert kept([*GOOD, *quick, *done(Step.STORED, 9)])[-1]
    assert not kept([*GOOD, *quick, *done(Step.STORED, 9, 9, 9)])[-1]


def test_saves_that_never_came_are_too_slow() -> None:
    lost = [failed(Step.STORED, "not within 60 s", 0.1)] * 2
    assert kept([*GOOD, *lost])[-1] is False


def test_a_run_without_numbers_keeps_nothing() -> None:
    assert [one.kept for one in verdicts(record([], []))] == [None] * 5


def page(folder: Path, events: list[Event]) -> str:
    alone = record([*done(Step.SAVE, 0.05), *done(Step.STORED, 0.25)])
    write_results(RUN, record(events), alone, folder)
    return (folder / "RESULTS.md").read_text()


def test_the_page_tells_promises_steps_and_memory(tmp_path: Path) -> None:
    text = page(tmp_path, GOOD)
    assert "60 students came within 120 s and worked for 30 minutes after that (seed 7)" in text
    assert "From minute 5.0 on\n3 servers ran at the median and 0.50 processors were busy" in text
    assert "used 0.10 of a processor" in text
    assert "| error rate 0 | yes | 0 of 5 steps |" in text
    assert "| a save is in the object store within 3 s at p95 | yes | 2.90 s |\n" in text
    assert "| save the notebook | 2 | 0 | 0.100 | 0.300 | 0.300 | 0.300 | 0.050 | 2.0 |" in text
    assert "| what was saved last is in the store | 1 | 0 | - | - | - | - | - | - |" in text
    assert "| storage | 200 | 200 | +0.0% | +0 |" in text
    assert "## Errors" not in text


def test_the_page_tells_errors(tmp_path: Path) -> None:
    text = page(tmp_path, [*GOOD, *[failed(Step.SAVE, "HTTP 500")] * 3])
    assert "| error rate 0 | **no** | 3 of 8 steps |" in text
    assert "| save the notebook | 5 | 3 | 0.100 |" in text
    assert "| save the notebook | HTTP 500 | 3 |" in text


def test_rows_and_timeline_can_be_read_again(tmp_path: Path) -> None:
    page(tmp_path, GOOD)
    with (tmp_path / "results/lesson.csv").open() as file:
        rows = {(row["people"], row["step"]): row for row in DictReader(file)}
    assert rows["1", "save the notebook"]["p50"] == "0.0500"
    assert rows["60", "save the notebook"] == {
        "people": "60",
        "step": "save the notebook",
        "count": "2",
        "errors": "0",
        "p50": "0.1000",
        "p95": "0.3000",
        "p99": "0.3000",
        "most": "0.3000",
    }
    with (tmp_path / "results/timeline.csv").open() as file:
        assert len(list(DictReader(file))) == 150


def test_a_row_of_the_timeline_has_what_happened_since_the_one_before() -> None:
    samples = flat()[:41]
    samples[40] = replace(samples[40], memory=dict(samples[40].memory) | {PEOPLE: 2**30})
    events = [
        Event(BEGAN + 390, Step.STORED, 9.0),
        Event(BEGAN + 395, Step.STORED, 0.5),
        Event(BEGAN + 396, Step.STORED, 0.7),
        Event(BEGAN + 400, Step.HEALTH, 0.004),
        Event(BEGAN + 400, Step.CELL, 1.0, "TimeoutError"),
    ]
    before, last = timeline(record(events, samples))[-2:]
    assert (before["stored_most_s"], before["health_most_s"]) == ("9.000", "")
    assert (last["minute"], last["servers"], last["busy_processors"]) == ("6.67", "3", "0.50")
    assert (last["steps"], last["errors"], last["stored"]) == ("4", "1", "2")
    assert (last["stored_p50_s"], last["stored_most_s"]) == ("0.500", "0.700")
    assert (last["machine_mb"], last["peoples_servers_mb"]) == ("200.0", "1024.0")
    assert (before["peoples_servers_mb"], last["everybody_there"]) == ("", "yes")


def test_the_first_minutes_are_not_marked() -> None:
    assert timeline(record())[10]["everybody_there"] == ""
