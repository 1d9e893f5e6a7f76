"""What was measured, and the arithmetic of it."""

from dataclasses import dataclass, field
from typing import Final

from bench.samples import percentile
from bench.storage.rows import ROWS

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
    """

    value: float
    sign: str = ""

    def __str__(self) -> str:
        """Write it as people read it, for example ``> 250 x``."""
        value = f"{self.value:.0f}" if self.value >= 10 else f"{self.value:.2f}"
        return f"{self.sign} {value} x".strip()


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
        """Return this median in relation to another.

        Raises
        ------
        ValueError
            If one of them is not known, or both were cut.
        """
        if not (self.known and other.known):
            raise ValueError("nothing was measured")
        if self.cut_at is not None and other.cut_at is not None:
            raise ValueError("both were cut")
        sign = ">" if self.cut_at is not None else "<" if other.cut_at is not None else ""
        return Ratio(self.median / other.median, sign)


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
