"""What a server makes of what it is told about its files."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.telling import write_told
from hub_ext.storage.told import NamedSize, Told, Usage
from images.notebook.eduhub_home_state.state import BELIEVED_FOR, read_state

NOW = datetime(2026, 3, 2, 5, 3, tzinfo=UTC)
LARGEST = NamedSize(path="자료/큰 표.csv", bytes=300_000_000)
USAGE = Usage(used_bytes=450, quota_bytes=500, level="warn", largest=(LARGEST,))
UNKNOWN = {"state": "unknown"}


def tell(folder: Path, written: datetime = NOW) -> Told:
    told = Told(way=HomeStorage.WORKING_COPY, state="waiting", written=written, usage=USAGE)
    write_told(folder, told)
    return told


def test_it_is_what_the_agent_told(tmp_path: Path) -> None:
    told = tell(tmp_path)
    assert Told.model_validate(read_state(tmp_path, NOW)) == told


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (timedelta(0), "waiting"),
        (BELIEVED_FOR, "waiting"),
        (BELIEVED_FOR + timedelta(seconds=1), "unknown"),
        (timedelta(seconds=-5), "waiting"),
        # The clock was set back: nobody can say how old it is.
        (timedelta(hours=-1), "unknown"),
    ],
)
def test_what_is_old_is_not_believed(tmp_path: Path, age: timedelta, state: str) -> None:
    tell(tmp_path)
    assert read_state(tmp_path, NOW + age)["state"] == state


def test_the_present_time_is_the_clock_s(tmp_path: Path) -> None:
    tell(tmp_path, datetime.now(UTC))
    assert read_state(tmp_path)["state"] == "waiting"


def test_a_home_that_nobody_keeps_is_not_one_that_nobody_knows(tmp_path: Path) -> None:
    assert read_state(tmp_path / "none") == {"state": "not-kept"}
    assert read_state(tmp_path) == UNKNOWN


WRITTEN = NOW.isoformat()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"state": "saved"',
        b"[" * 200_000,
        b'{"state": "saved"}',
        b'{"state": "saved", "written": 12}',
        b'{"state": "saved", "written": "2026-03-02T05:03:00"}',
        json.dumps({"state": "gone", "written": WRITTEN}).encode(),
        json.dumps({"state": ["saved"], "written": WRITTEN}).encode(),
        json.dumps({"state": "saved", "written": WRITTEN, "rest": "x" * 300_000}).encode(),
    ],
)
def test_what_makes_no_sense_is_not_believed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state.json").write_bytes(content)
    assert read_state(tmp_path, NOW) == UNKNOWN


def test_what_may_not_be_read_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "state.json").mkdir()
    assert read_state(tmp_path, NOW) == UNKNOWN
