"""Reading how full a person's room is, from the file that the storage agent writes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .state import read_state


@dataclass(frozen=True, slots=True)
class Fullness:
    """A quota that is used up.

    Attributes
    ----------
    quota_bytes
        The person's own.
    of_center
        Whether it is not theirs but their centre's that is used up.
    largest
        Their largest files: path and bytes.
    """

    quota_bytes: int
    of_center: bool
    largest: tuple[tuple[str, int], ...]


def fullness(folder: Path) -> Fullness | None:
    """Return which quota is used up; None if none is, or if nobody knows.

    Parameters
    ----------
    folder
        See `read_state`.
    """
    try:
        usage = read_state(folder).get("usage")
        return _fullness(usage) if usage and usage["level"] == "full" else None
    except (ValueError, KeyError, TypeError):
        # A lesson must not stop because of what is told.
        return None


def _fullness(usage: dict[str, Any]) -> Fullness:
    used, quota = int(usage["used_bytes"]), int(usage["quota_bytes"])
    return Fullness(
        quota_bytes=quota,
        of_center=not quota or used < quota,
        largest=tuple((str(file["path"]), int(file["bytes"])) for file in usage["largest"]),
    )
