"""Many measurements of one thing, and what is said of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


def percentile(values: Sequence[float], part: float) -> float:
    """Return the smallest of `values` that `part` of them do not exceed.

    Parameters
    ----------
    values
        At least one, in any order.
    part
        From 0 to 1; 0.5 is the median, 1 the largest.

    Raises
    ------
    ValueError
        If there are no values.
    """
    if not values:
        raise ValueError("nothing was measured")
    return sorted(values)[max(ceil(part * len(values)), 1) - 1]


@dataclass(frozen=True)
class Measurement:
    """A row of the results.

    Attributes
    ----------
    people
        Rows of the table.
    what, unit
        For example ``class page, state of 200 students`` and ``ms``.
    tries
        How many values the others are of.
    """

    people: int
    what: str
    unit: str
    tries: int
    p50: float
    p95: float
    p99: float
    most: float

    @classmethod
    def of(cls, people: int, what: str, unit: str, values: Sequence[float]) -> "Measurement":
        """Sum up `values`; `ValueError` if there are none."""
        return cls(
            people=people,
            what=what,
            unit=unit,
            tries=len(values),
            p50=percentile(values, 0.5),
            p95=percentile(values, 0.95),
            p99=percentile(values, 0.99),
            most=max(values),
        )


class Book:
    """Everything that a run measures; values of the same thing are put together."""

    def __init__(self) -> None:
        self._values: dict[tuple[int, str, str], list[float]] = {}

    def add(self, people: int, what: str, unit: str, *values: float) -> None:
        """Write values down, see `Measurement`."""
        self._values.setdefault((people, what, unit), []).extend(values)

    def measurements(self) -> list[Measurement]:
        """Return a row for each thing, in the order of their first values."""
        return [Measurement.of(*key, values) for key, values in self._values.items()]
