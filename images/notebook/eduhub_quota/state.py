"""Reading how full a person's room is, from the file that the storage agent writes."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

#: Seconds after which nobody knows any more; the agent writes three times as often.
FRESH_SECONDS: Final = 30.0
#: Bytes; the agent writes a few thousand.
_LARGEST_STATE: Final = 256 * 1024


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


def fullness(file: Path) -> Fullness | None:
    """Return which quota is used up; None if none is, or if nobody knows."""
    try:
        with file.open("rb") as opened:
            state = json.loads(opened.read(_LARGEST_STATE))
        age = (datetime.now(UTC) - datetime.fromisoformat(state["written"])).total_seconds()
        usage = state["usage"]
        if abs(age) > FRESH_SECONDS or usage is None or usage["level"] != "full":
            return None
        return _fullness(usage)
    except (OSError, ValueError, KeyError, TypeError):
        # A lesson must not stop because a file is missing or cut short.
        return None


def _fullness(usage: dict[str, Any]) -> Fullness:
    used, quota = int(usage["used_bytes"]), int(usage["quota_bytes"])
    return Fullness(
        quota_bytes=quota,
        of_center=not quota or used < quota,
        largest=tuple((str(file["path"]), int(file["bytes"])) for file in usage["largest"]),
    )
