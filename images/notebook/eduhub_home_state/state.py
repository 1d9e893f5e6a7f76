"""Reading what the storage agent last said."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

#: Seconds after which nobody knows any more; the agent writes three times as often.
FRESH_SECONDS: Final = 30.0
#: Bytes; the agent writes a few thousand.
_LARGEST: Final = 256 * 1024


def read_state(file: Path) -> dict[str, Any]:
    """Return what the agent said; ``{"state": "unknown"}`` if that is missing, broken or old."""
    try:
        with file.open("rb") as opened:
            state = json.loads(opened.read(_LARGEST))
        age = (datetime.now(UTC) - datetime.fromisoformat(state["written"])).total_seconds()
    except (OSError, ValueError, KeyError, TypeError):
        return {"state": "unknown"}
    return state if abs(age) <= FRESH_SECONDS else {"state": "unknown", "since": state.get("since")}
