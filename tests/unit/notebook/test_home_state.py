"""What a server knows of what the agent wrote, and when it knows nothing."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from images.notebook.eduhub_home_state.state import FRESH_SECONDS, read_state


def written(age: float) -> str:
    moment = datetime.now(UTC) - timedelta(seconds=age)
    return json.dumps({"state": "saved", "written": moment.isoformat(), "since": None})


def test_what_the_agent_said_is_passed_on(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(written(1))
    assert read_state(file)["state"] == "saved"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"written": 1}', '{"written": "yesterday"}'],
)
def test_otherwise_nobody_knows(tmp_path: Path, text: str) -> None:
    file = tmp_path / "state.json"
    file.write_text(text)
    assert read_state(file)["state"] == "unknown"


def test_what_was_said_long_ago_is_unknown(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(written(FRESH_SECONDS + 5))
    assert read_state(file)["state"] == "unknown"


def test_a_missing_file_is_unknown(tmp_path: Path) -> None:
    assert read_state(tmp_path / "state.json") == {"state": "unknown"}
