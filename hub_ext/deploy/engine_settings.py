"""The settings of the Docker engine, of which one is ours: that containers outlive it."""

import json

LIVE_RESTORE = "live-restore"


def with_live_restore(text: str) -> str:
    """Return ``/etc/docker/daemon.json`` with ``live-restore``, and everything else as it was.

    Parameters
    ----------
    text
        What is in the file; empty if there is none.

    Raises
    ------
    ValueError
        If the file is not one JSON object. The engine would not start with it either, so it is not
        ours to guess what was meant.
    """
    try:
        settings = json.loads(text) if text.strip() else {}
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error}") from None
    if not isinstance(settings, dict):
        raise ValueError("is not a JSON object")
    return json.dumps(settings | {LIVE_RESTORE: True}, indent=2, ensure_ascii=False) + "\n"
