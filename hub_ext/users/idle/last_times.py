"""When things happened last, in a table that never grows beyond its size."""

from collections.abc import Hashable


class LastTimes[K: Hashable]:
    """The last time of each key; a key that was dropped counts as late as it possibly was.

    Parameters
    ----------
    size
        At most so many keys; the oldest makes room for a new one.
    start
        What `get` says of a key of which nothing was ever noted.
    """

    def __init__(self, size: int, start: float) -> None:
        self._size = size
        self._times: dict[K, float] = {}
        # No key that is not in the table has a later time than this.
        self._unknown = start

    def __len__(self) -> int:
        return len(self._times)

    def get(self, key: K) -> float:
        """Return the last time of `key`, or the latest that it can be."""
        return self._times.get(key, self._unknown)

    def note(self, key: K, time: float) -> None:
        """Remember `time` if it is later than what is known."""
        later = max(time, self.get(key))
        if key not in self._times and len(self._times) >= self._size:
            self._drop(min(self._times, key=self._times.__getitem__))
        self._times[key] = later

    def forget_before(self, time: float) -> None:
        """Drop what happened before `time`."""
        for key in [key for key, last in self._times.items() if last < time]:
            self._drop(key)

    def _drop(self, key: K) -> None:
        self._unknown = max(self._unknown, self._times.pop(key))
