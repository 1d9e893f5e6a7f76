"""Reading what the storage agent told, and believing it only while it is new."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

#: The agent writes every ten seconds.
BELIEVED_FOR: Final = timedelta(seconds=30)
#: The agent's clock is the one of this machine; more than this is a clock that was set back.
_AHEAD: Final = timedelta(seconds=5)
#: Twenty-five names of files at their longest, and all numbers, are far less.
_LARGEST_BYTES: Final = 256 * 1024
_STATES: Final = ("saved", "saving", "waiting")


def read_state(folder: Path, now: datetime | None = None) -> dict[str, Any]:
    """Return how the files stand.

    Parameters
    ----------
    folder
        Where ``state.json`` is; without the folder nobody keeps this home's files.
    now
        None for the present time.

    Returns
    -------
    dict
        What the agent told, see ``hub_ext/storage/told.py``, if that is less than half a minute
        old. ``{"state": "unknown"}`` if not, or if it cannot be read: then nobody knows.
        ``{"state": "not-kept"}`` if there is no folder.
    """
    if not folder.is_dir():
        return {"state": "not-kept"}
    told = _read(folder / "state.json")
    age = (now or datetime.now(UTC)) - _moment(told.get("written"))
    if told.get("state") in _STATES and -_AHEAD <= age <= BELIEVED_FOR:
        return told
    return {"state": "unknown"}


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            told = json.loads(stream.read(_LARGEST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    # `astimezone` of a moment without a zone would guess one.
    return moment if moment.tzinfo else datetime.min.replace(tzinfo=UTC)
