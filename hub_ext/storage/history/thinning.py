"""Which earlier versions of one file stay, and which go."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

#: Seconds. Within the last minute nothing is far apart.
_GRAIN = 60.0


def expired(moments: Iterable[datetime], now: datetime, kept_for: timedelta) -> set[datetime]:
    """Return those of `moments` that lie further back than versions are kept."""
    return {moment for moment in moments if moment < now - kept_for}


def crowded(moments: Iterable[datetime], most: int) -> set[datetime]:
    """Return what must go so that at most `most` versions stay, spread over time.

    Parameters
    ----------
    moments
        When each version of a file was replaced; each moment once.
    most
        At least 1.

    Notes
    -----
    One by one that version goes which stands closest between its neighbours; of equal ones the
    older. Closeness is felt as people feel it: ten minutes are much in a lesson and nothing a week
    later, so distances are those of the logarithms of ages. The newest never goes, and the oldest
    goes last.
    """
    kept = sorted(moments)
    # The newest stays, and so do all ages.
    ages = {moment: (kept[-1] - moment).total_seconds() + _GRAIN for moment in kept}
    places = {moment: math.log(age) for moment, age in ages.items()}
    gone = set()
    while len(kept) > most:
        gone.add(kept.pop(_closest([places[moment] for moment in kept])))
    return gone


def _closest(places: Sequence[float]) -> int:
    """Return the index of the one, neither first nor last, whose loss leaves the smallest hole."""
    if len(places) == 2:
        return 0
    return min(range(1, len(places) - 1), key=lambda index: places[index - 1] - places[index + 1])
