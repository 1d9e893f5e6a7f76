"""What is promised of many logins at once, and whether a run's numbers keep it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bench.people.burst import FAILED, status_name
from bench.people.login_measures import BURST, BURST_ROW, DURING_BURST
from bench.samples import Measurement

_MOST_LATE: Final = 100.0
_TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that holds for a row of the results.

    Attributes
    ----------
    what
        The row.
    keeps
        Tells whether its numbers keep the promise.
    words
        Says what was measured.
    """

    text: str
    what: str
    keeps: Callable[[Measurement], bool]
    words: Callable[[Measurement], str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A promise for so many people in the table; `kept` is None if its row was not measured."""

    promise: Promise
    people: int
    measured: str
    kept: bool | None


def _none(one: Measurement) -> bool:
    return one.most == 0


def _worst_run(one: Measurement) -> str:
    return f"{one.most:.0f} in the worst of {one.tries} runs"


PROMISES: Final = (
    Promise(
        f"the hub's loop is less than {_MOST_LATE:.0f} ms late at p99 during a burst of {BURST} logins",
        f"hub: loop late, {DURING_BURST}",
        lambda one: one.p99 < _MOST_LATE,
        lambda one: f"{one.p99:.1f} ms of {one.tries} looks",
    ),
    Promise(f"none of the {BURST} logins fails", f"{BURST_ROW}, {FAILED}", _none, _worst_run),
    Promise(
        f"nobody sees a {_TOO_MANY}", f"{BURST_ROW}, {status_name(_TOO_MANY)}", _none, _worst_run
    ),
)


def verdicts(measurements: Sequence[Measurement]) -> list[Verdict]:
    """Judge every promise for every size of the table that the burst was measured with.

    A promise that no size was measured for is judged once, for the largest, as not measured.
    """
    found = {(one.people, one.what): one for one in measurements}
    rows = {promise.what for promise in PROMISES}
    sizes = sorted({one.people for one in measurements if one.what in rows})
    sizes = sizes or [max(one.people for one in measurements)]
    return [
        _verdict(promise, size, found.get((size, promise.what)))
        for size in sizes
        for promise in PROMISES
    ]


def _verdict(promise: Promise, people: int, one: Measurement | None) -> Verdict:
    if one is None:
        return Verdict(promise, people, "not measured", None)
    return Verdict(promise, people, promise.words(one), promise.keeps(one))
