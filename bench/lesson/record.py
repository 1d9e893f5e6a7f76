"""All that is known of one lesson after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from bench.lesson.diary import Event, Step
from bench.lesson.samples import Sample, points
from bench.lesson.trend import Trend, settled, trend
from bench.samples import percentile


@dataclass(frozen=True, slots=True)
class Row:
    """One step of everybody.

    Attributes
    ----------
    count
        How often it was begun.
    errors
        How often it was not done; the times, in seconds, are of the others.
    """

    step: Step
    count: int
    errors: int
    p50: float | None
    p95: float | None
    p99: float | None
    most: float | None


@dataclass(frozen=True)
class Record:
    """What was written down, by the machine's own clock.

    Attributes
    ----------
    began, ended
        When the first student could come, and when the lesson was over. What comes after it is leaving.
    generator
        Seconds of a processor that the load generator itself worked until then.
    """

    events: Sequence[Event]
    samples: Sequence[Sample]
    began: float
    ended: float
    generator: float

    def rows(self) -> list[Row]:
        """Sum up each step that there was, in the order of the page."""
        return [row for step in Step if (row := self.row(step)).count]

    def row(self, step: Step) -> Row:
        """Sum up one step."""
        found = [event for event in self.events if event.step is step]
        done = [event.seconds for event in found if not event.trouble]
        p50, p95, p99, most = (
            percentile(done, part) if done else None for part in (0.5, 0.95, 0.99, 1)
        )
        return Row(step, len(found), len(found) - len(done), p50, p95, p99, most)

    def errors(self) -> dict[tuple[Step, str], int]:
        """Return how often each kind of trouble was, by step."""
        counted: dict[tuple[Step, str], int] = {}
        for event in self.events:
            if event.trouble:
                key = (event.step, event.trouble)
                counted[key] = counted.get(key, 0) + 1
        return counted

    def until_stored(self, part: float) -> float | None:
        """Return a percentile of the saves' times; one that did not come took for ever."""
        seconds = [
            inf if event.trouble else event.seconds
            for event in self.events
            if event.step is Step.STORED
        ]
        return percentile(seconds, part) if seconds else None

    @property
    def settled(self) -> float:
        """From when on the memory is looked at."""
        return settled(self.began, self.ended)

    def memory(self, part: str) -> Trend | None:
        """Return how a part's megabytes go while everybody is there."""
        return trend(points(self.samples, part), self.settled, self.ended)

    def busy(self) -> float | None:
        """Return how many processors worked meanwhile, in the middle."""
        found = self._meanwhile()
        if len(found) < 2:
            return None
        return (found[-1].processor - found[0].processor) / (found[-1].at - found[0].at)

    def servers(self) -> float | None:
        """Return how many people's servers ran meanwhile, at the median."""
        found = self._meanwhile()
        return percentile([one.servers for one in found], 0.5) if found else None

    def _meanwhile(self) -> list[Sample]:
        return [one for one in self.samples if self.settled <= one.at <= self.ended]
