"""Records of lessons that never were."""

from collections.abc import Sequence

from bench.lesson.diary import Event, Step
from bench.lesson.record import Record
from bench.lesson.samples import HUB, MACHINE, STORAGE, Sample

MEGABYTE = 2**20
BEGAN = 1000.0
#: Twenty-five minutes: five to settle, then twenty that count.
ENDED = BEGAN + 1500


def sample(at: float, megabytes: float, **others: float) -> Sample:
    """One in which machine, hub and storage agent are of the same size, unless said otherwise."""
    sizes = dict.fromkeys((MACHINE, HUB, STORAGE), megabytes) | others
    return Sample(at, 3, at / 2, {part: int(size * MEGABYTE) for part, size in sizes.items()})


def flat() -> list[Sample]:
    """Much at the beginning, which does not count, and then always the same."""
    return [sample(BEGAN + 10 * n, 900 if n < 30 else 200) for n in range(151)]


def done(step: Step, *seconds: float) -> list[Event]:
    return [Event(BEGAN + 400, step, one) for one in seconds]


def failed(step: Step, trouble: str, seconds: float = 0.0) -> Event:
    return Event(BEGAN + 401, step, seconds, trouble)


def record(events: Sequence[Event] = (), samples: Sequence[Sample] | None = None) -> Record:
    return Record(list(events), flat() if samples is None else samples, BEGAN, ENDED, 150.0)
