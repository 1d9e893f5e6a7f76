"""What is promised of a lesson, and whether a run's numbers keep it."""

from dataclasses import dataclass
from typing import Final

from bench.lesson.diary import Step
from bench.lesson.record import Record
from bench.lesson.samples import HUB, MACHINE, STORAGE

#: What must not grow, and by which part of itself the last minutes may be above the first.
_FLAT: Final = {MACHINE: "machine", HUB: "hub", STORAGE: "storage agent"}
_MOST_GROWTH: Final = 0.05
_MOST_UNTIL_STORED: Final = 3.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A promise, judged.

    Attributes
    ----------
    kept
        None if the numbers do not tell.
    measured
        In words.
    """

    promise: str
    kept: bool | None
    measured: str


def verdicts(record: Record) -> list[Verdict]:
    """Judge a run."""
    return [_no_errors(record), *(_flat(record, part) for part in _FLAT), _stored(record)]


def _no_errors(record: Record) -> Verdict:
    errors = sum(1 for event in record.events if event.trouble)
    # A run in which nobody comes as far as saving has shown nothing.
    saved = any(event.step is Step.LAST for event in record.events)
    measured = f"{errors:,} of {len(record.events):,} steps"
    return Verdict("error rate 0", not errors if saved or errors else None, measured)


def _flat(record: Record, part: str) -> Verdict:
    promise = (
        f"memory of the {_FLAT[part]} flat: last minutes at most {_MOST_GROWTH:.0%} above the first"
    )
    found = record.memory(part)
    if found is None:
        return Verdict(promise, None, "not known")
    measured = f"{found.growth:+.1%}, slope {found.slope:+.0f} MB an hour"
    return Verdict(promise, found.growth <= _MOST_GROWTH, measured)


def _stored(record: Record) -> Verdict:
    promise = f"a save is in the object store within {_MOST_UNTIL_STORED:g} s at p95"
    seconds = record.until_stored(0.95)
    if seconds is None:
        return Verdict(promise, None, "not known")
    return Verdict(promise, seconds <= _MOST_UNTIL_STORED, f"{seconds:.2f} s")
