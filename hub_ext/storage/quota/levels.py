"""From how much of a quota on somebody is warned, and how far beyond it a notebook still goes."""

from collections.abc import Iterable
from typing import Final, Literal

Level = Literal["fine", "warn", "urgent", "full"]

#: Percent of a quota, from the platform's policy.
_LEVELS: Final[tuple[tuple[int, Level], ...]] = ((100, "full"), (95, "urgent"), (80, "warn"))
_ORDER: Final[tuple[Level, ...]] = ("fine", "warn", "urgent", "full")
#: A notebook with a few plots has some hundred kilobytes.
_SMALLEST_RESERVE: Final = 25 * 1024**2
_RESERVE_SHARE: Final = 20


def level_of(used_bytes: int, quota_bytes: int) -> Level:
    """Tell how near to a quota somebody is; a quota of 0 is none."""
    if quota_bytes:
        for percent, level in _LEVELS:
            if used_bytes * 100 >= quota_bytes * percent:
                return level
    return "fine"


def nearest(levels: Iterable[Level]) -> Level:
    """Return the one of several levels that most is to be done about."""
    return max(levels, key=_ORDER.index, default="fine")


def reserve_of(quota_bytes: int) -> int:
    """Return the bytes beyond a quota that notebooks may still take: 5 % of it, at least 25 MiB."""
    return max(_SMALLEST_RESERVE, quota_bytes // _RESERVE_SHARE)
