"""An event for tests, and reading back what was written."""

import json
from pathlib import Path
from typing import Any

from hub_ext.ops.audit import AuditLog
from hub_ext.ops.audit_file import FILE_NAME

LOGIN: dict[str, Any] = {
    "event": "login",
    "actor": "student1",
    "whom": None,
    "what": None,
    "address": "203.0.113.7",
    "way": "database",
    "outcome": "ok",
    "status": 302,
}


def note(audit: AuditLog, **changed: Any) -> None:
    """Write `LOGIN` with some fields changed."""
    audit.write(**(LOGIN | changed))


def lines(folder: Path, name: str = FILE_NAME) -> list[dict[str, Any]]:
    """The events of a file, oldest first; [] if there is none."""
    file = folder / name
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return [json.loads(line) for line in text.splitlines()]
