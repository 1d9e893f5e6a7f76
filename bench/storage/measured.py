"""What was measured, and the arithmetic of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import median
from typing import Final

from bench.samples import percentile
from bench.storage.rows import ROWS

#: A normal distribution has nine tenths of itself within so many deviations.
_NINE_TENTHS: Final = 1.645
#: With fewer the least and the most of them say nothing of the median.
_FEWEST_PAIRS: Final = 5
_ORDER: Final = {row.task: number for number, row in enumerate(ROWS)}


@dataclass(frozen=True)
class Key:
    """One row in one way at one latency."""

    latency: float
    task: str
    way: str


@dataclass(frozen=True)
class Ratio:
    """How many times longer one thing takes than another.

    Attributes
    ----------
    sign
        ``>`` or ``<`` where one of the two was cut and so is longer than known; ``""`` otherwise.
    least, most
        Between these the value of many more times would be, nine times out of ten; None where it is
        not of pairs.
    """

    value: float
    sign: str = ""
    least: float | None = None
    most: float | None = None

    @classmethod
    def of_pairs(cls, ratios: Sequence[float]) -> "Ratio":
        """Return the median of ratios, and how far it may be from that of many more."""
        ordered = sorted(ratios)
        # Of ranks, whatever the distribution: half of all values are below the median.
        away = _NINE_TENTHS * sqrt(len(ordered)) / 2
        first = max(round(len(ordered) / 2 - away), 1)
        return cls(
            median(ordered),
            least=ordered[first - 1],
            most=ordered[-first],
        )

    def __str__(self) -> str:
        """Write it as people read it, for example ``> 250 x`` or ``1.04 x (1.01 to 1.08)``."""
        value = f"{self.sign} {_short(self.value)} x".strip()
        if self.least is None or self.most is None:
            return value
        return f"{value} ({_short(self.least)} to {_short(self.most)})"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}"


@dataclass
class Samples:
    """All values of one `Key`.

    Attributes
    ----------
    seconds
        Of each time that it was done to the end.
    cut_at
        The limit in seconds, if it was not once; then it counts as at least that long.
    enough
        It takes so long that it is not to be done again.
    failed
        Why it could not be done; ``""`` if it could.
    """

    seconds: list[float] = field(default_factory=list)
    cut_at: float | None = None
    enough: bool = False
    failed: str = ""

    @property
    def known(self) -> bool:
        """Whether anything can be said."""
        return bool(self.seconds) or self.cut_at is not None

    @property
    def median(self) -> float:
        """The median in seconds; of something cut, the limit."""
        return self.cut_at if self.cut_at is not None else percentile(self.seconds, 0.5)

    def ratio_to(self, other: "Samples") -> Ratio:
        """Return this in relation to another.

        Where both were done to the end equally often, each time is compared with the other's of the
        same round: a disk that is slow for a minute is slow for both. Otherwise the medians are.

        Raises
        ------
        ValueError
            If one of them is not known, or both were cut.
        """
        if not (self.known and other.known):
            raise ValueError("nothing was measured")
        if self.cut_at is not None and other.cut_at is not None:
            raise ValueError("both were cut")
        if self._is_paired_with(other):
            return Ratio.of_pairs([a / b for a, b in zip(self.seconds, other.seconds, strict=True)])
        sign = ">" if self.cut_at is not None else "<" if other.cut_at is not None else ""
        return Ratio(self.median / other.median, sign)

    def _is_paired_with(self, other: "Samples") -> bool:
        complete = self.cut_at is None and other.cut_at is None
        return complete and len(self.seconds) == len(other.seconds) >= _FEWEST_PAIRS


class Book:
    """Everything that a run measures."""

    def __init__(self) -> None:
        self._samples: dict[Key, Samples] = {}

    def of(self, key: Key) -> Samples:
        """Return the values of a key, to be read or added to."""
        return self._samples.setdefault(key, Samples())

    def known(self) -> list[tuple[Key, Samples]]:
        """Return what can be said anything of, by latency, row and way."""
        found = [(key, samples) for key, samples in self._samples.items() if samples.known]
        return sorted(found, key=lambda one: (one[0].latency, _ORDER[one[0].task]))

    def failures(self) -> list[tuple[Key, str]]:
        """Return what could not be done, and why."""
        return [(key, one.failed) for key, one in self._samples.items() if one.failed]

    def latencies(self) -> list[float]:
        """Return what was added to the store, the least first."""
        return sorted({key.latency for key, _ in self.known()})

    def ratio(self, key: Key, way: str) -> Ratio | None:
        """Compare a key with another way in the same row; None if that says nothing."""
        try:
            return self.of(key).ratio_to(self.of(Key(key.latency, key.task, way)))
        except ValueError:
            return None
