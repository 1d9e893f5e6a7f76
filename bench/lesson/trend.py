"""Whether something grows while everybody works."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

#: Seconds at both ends of a stretch that are compared, and seconds until everything has settled.
_WINDOW: Final = 300.0
#: A short run has three parts: one to settle in, and of the rest the first and the last third.
_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Trend:
    """How a value goes, over time.

    Attributes
    ----------
    first, last
        Medians of both ends, see `window`.
    slope
        By how much it grows in an hour, by least squares.
    """

    first: float
    last: float
    slope: float

    @property
    def growth(self) -> float:
        """By which part of the first the last is more; negative if it is less."""
        return self.last / self.first - 1


def window(seconds: float) -> float:
    """Return how much of so long a stretch is one of its ends, in seconds."""
    return min(_WINDOW, seconds / _PARTS)


def settled(began: float, ended: float) -> float:
    """Return from when on everybody is there and what is made once is made."""
    return began + min(_WINDOW, (ended - began) / _PARTS)


def trend(points: Iterable[tuple[float, float]], began: float, ended: float) -> Trend | None:
    """Return how a value goes between two moments; None if too little is known.

    Parameters
    ----------
    points
        Times in seconds, and values.
    began, ended
        What lies outside does not count.
    """
    inside = [(at, value) for at, value in points if began <= at <= ended]
    end = window(ended - began)
    first = [value for at, value in inside if at <= began + end]
    last = [value for at, value in inside if at >= ended - end]
    if not first or not last or len({at for at, _ in inside}) < 2:
        return None
    hours: Sequence[float] = [at / 3600 for at, _ in inside]
    slope = statistics.linear_regression(hours, [value for _, value in inside]).slope
    return Trend(statistics.median(first), statistics.median(last), slope)
