"""When a file is refused for want of room, and what its owner reads."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.told import NamedSize, Told, Usage
from images.notebook.eduhub_home_state.fullness import Fullness, fullness
from images.notebook.eduhub_home_state.refusal import refusal
from images.notebook.eduhub_home_state.state import BELIEVED_FOR

MEGABYTE = 1024**2
BIG = NamedSize(path="과제/big.csv", bytes=480 * MEGABYTE)


def told(age: float = 0, **usage: Any) -> str:
    """What the agent writes."""
    values = {"used_bytes": 501 * MEGABYTE, "quota_bytes": 500 * MEGABYTE, "level": "full"} | usage
    return Told(
        way=HomeStorage.WORKING_COPY,
        state="saved",
        written=datetime.now(UTC) - timedelta(seconds=age),
        usage=Usage(largest=(BIG,), **values),
    ).model_dump_json()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


@pytest.mark.parametrize(
    ("usage", "of_center"),
    [
        ({}, False),
        ({"used_bytes": 100, "center_used_bytes": 9, "center_quota_bytes": 9}, True),
        ({"quota_bytes": 0, "center_used_bytes": 9, "center_quota_bytes": 9}, True),
    ],
)
def test_a_quota_that_is_used_up_is_known(
    file: Path, usage: dict[str, int], of_center: bool
) -> None:
    file.write_text(told(**usage))
    full = fullness(file.parent)
    assert full is not None
    assert full.of_center is of_center
    assert full.largest == (("과제/big.csv", 480 * MEGABYTE),)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(None, id="no file"),
        pytest.param("", id="empty"),
        pytest.param(told()[:-20], id="cut short"),
        pytest.param("[]", id="something else"),
        pytest.param(told(level="urgent"), id="not full"),
        pytest.param(told(age=BELIEVED_FOR.total_seconds() + 5), id="old"),
        pytest.param(told(age=-86_400), id="of a clock that is wrong"),
        pytest.param(json.dumps(json.loads(told()) | {"usage": None}), id="unknown"),
        pytest.param(json.dumps(json.loads(told()) | {"written": "2026"}), id="no moment"),
    ],
)
def test_what_nobody_knows_refuses_nothing(file: Path, text: str | None) -> None:
    if text is not None:
        file.write_text(text)
    assert fullness(file.parent) is None


def test_the_message_says_what_happened_what_it_means_and_what_is_big() -> None:
    full = Fullness(500 * MEGABYTE, of_center=False, largest=(("a.csv", 480 * MEGABYTE),))
    assert refusal(full, "new.csv", "ko") == (
        "저장 공간(500 MB)이 가득 차서 new.csv 파일을 저장하지 않았습니다. "
        "저장된 파일은 그대로 있고, 노트북은 계속 저장됩니다. "
        "필요 없는 큰 파일을 지운 다음 다시 저장해 주세요. 큰 파일: a.csv (480 MB)"
    )
    assert refusal(full, "new.csv", "en") == (
        "new.csv was not saved, because your storage (500 MB) is full. Your saved files are "
        "untouched, and notebooks are still saved. Please delete large files that you do not "
        "need, and save again. Large files: a.csv (480 MB)"
    )
    both = refusal(full, "new.csv", "")
    assert both == f"{refusal(full, 'new.csv', 'ko')} {refusal(full, 'new.csv', 'en')}"


def test_a_full_centre_is_not_blamed_on_the_person() -> None:
    full = Fullness(500 * MEGABYTE, of_center=True, largest=())
    assert "학원의 저장 공간" in refusal(full, "a.csv", "ko")
    assert "your learning centre" in refusal(full, "a.csv", "en")


def test_names_of_any_kind_are_bounded_and_fill_in_nothing() -> None:
    full = Fullness(1, of_center=False, largest=tuple(("{name}%s" * 100, 10**12) for _ in "abcdef"))
    text = refusal(full, "%d{quota}" * 100, "en")
    assert "%" not in text
    assert len(text) < 800
    assert "931 GB" in text
