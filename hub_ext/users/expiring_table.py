"""Counting things that are forgotten after a while, in a table that never grows beyond its size."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass


@dataclass(slots=True)
class Count:
    """How often something happened, and when that is forgotten."""

    value: int
    #: On the table's clock.
    ends: float


class ExpiringCounts[K: Hashable]:
    """Counts by key, each forgotten when its time is over.

    Parameters
    ----------
    size
        At most so many keys. A new one then takes the place of the lowest count, for that is the
        one whose loss matters least: whoever floods the table with new names must not make it
        forget who is locked.
    clock
        Seconds that only grow.
    """

    def __init__(self, size: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._clock = clock
        self._counts: dict[K, Count] = {}

    def __len__(self) -> int:
        return len(self._counts)

    def get(self, key: K) -> Count | None:
        """Return the count of `key`; None if there is none or its time is over."""
        count = self._counts.get(key)
        if count and count.ends <= self._clock():
            del self._counts[key]
            return None
        return count

    def add(self, key: K, seconds: float) -> Count:
        """Count one more; the first one is remembered, with all after it, for `seconds`."""
        count = self.get(key)
        if count is None:
            self._make_room()
            count = self._counts[key] = Count(0, self._clock() + seconds)
        count.value += 1
        return count

    def take_back(self, key: K) -> None:
        """Count one less."""
        count = self.get(key)
        if count:
            count.value -= 1
            if count.value <= 0:
                del self._counts[key]

    def forget(self, key: K) -> None:
        """Begin again with `key`."""
        self._counts.pop(key, None)

    def _make_room(self) -> None:
        if len(self._counts) < self._size:
            return
        now = self._clock()
        for key in [key for key, count in self._counts.items() if count.ends <= now]:
            del self._counts[key]
        if len(self._counts) >= self._size:
            least = min(
                self._counts, key=lambda key: (self._counts[key].value, self._counts[key].ends)
            )
            del self._counts[least]
