"""What lies in a home's folder for its server to read, in a real folder."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub_ext.setting_types import HomeStorage
from hub_ext.storage import telling
from hub_ext.storage.errors import ErrorCode
from hub_ext.storage.models import HomeStatus, OpenedHome
from hub_ext.storage.telling import Teller, told_folder, with_told
from hub_ext.storage.told import Told, Usage
from tests.waiting import eventually

EARLIER = datetime(2026, 3, 2, 5, 3, tzinfo=UTC)
USAGE = Usage(used_bytes=400, quota_bytes=500, level="warn")


class Host:
    """Homes whose state a test sets, and the teller that follows them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.homes: dict[str, HomeStatus] = {}
        self.teller = Teller(folder, HomeStorage.MOUNT, lambda: self.homes.values(), self.usage)

    def usage(self, user_id: str) -> Usage | None:
        return USAGE if user_id == "student1" else None

    def stands(self, user_id: str, **status: object) -> None:
        values = {"user_id": user_id, "open": True, "state": "saved", "since": EARLIER} | status
        self.homes[user_id] = HomeStatus.model_validate(values)

    def file(self, user_id: str) -> Path:
        return told_folder(self.folder, user_id) / "state.json"

    def told(self, user_id: str) -> Told:
        return Told.model_validate_json(self.file(user_id).read_bytes())

    async def tells(self, user_id: str, state: str) -> None:
        async def told() -> bool:
            return self.file(user_id).exists() and self.told(user_id).state == state

        await eventually(told, 5, f"{user_id} is told {state}")


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[Host]:
    host = Host(tmp_path)
    host.teller.start()
    yield host
    await host.teller.stop()


async def test_each_open_home_is_told_all_that_is_known(host: Host) -> None:
    host.stands("student1")
    host.stands("Student1", state="waiting", reason=ErrorCode.OBJECT_STORE_UNREACHABLE)
    host.stands("student2", open=False)
    await host.tells("student1", "saved")
    await host.tells("Student1", "waiting")
    told = host.told("student1")
    assert (told.way, told.since, told.usage) == (HomeStorage.MOUNT, EARLIER, USAGE)
    assert datetime.now(UTC) - told.written < timedelta(seconds=5)
    other = host.told("Student1")
    assert (other.reason, other.usage) == (ErrorCode.OBJECT_STORE_UNREACHABLE, None)
    assert not told_folder(host.folder, "student2").exists()


async def test_a_change_is_told_at_once_and_the_file_is_replaced_in_one_step(host: Host) -> None:
    host.stands("student1")
    await host.tells("student1", "saved")
    with host.file("student1").open() as before:
        text = before.read()
        host.stands("student1", state="saving")
        await host.tells("student1", "saving")
        before.seek(0)
        assert before.read() == text
    assert [file.name for file in told_folder(host.folder, "student1").iterdir()] == ["state.json"]


async def test_what_does_not_change_is_written_again_and_a_closed_home_is_not(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "REPEAT_INTERVAL", 0.0)
    host.stands("student1")
    host.stands("student2")
    await host.tells("student1", "saved")
    await host.tells("student2", "saved")
    host.stands("student2", open=False)

    async def written(user_id: str, than: datetime) -> bool:
        return host.told(user_id).written > than

    # The first round may have been under way when the home was closed.
    for _ in range(2):
        last = host.told("student1").written
        await eventually(lambda last=last: written("student1", last), 5, "written again")  # type: ignore[misc]
    closed = host.told("student2").written
    last = host.told("student1").written
    await eventually(lambda: written("student1", last), 5, "written again")
    assert host.told("student2").written == closed


async def test_their_person_may_read_it_and_change_nothing(host: Host) -> None:
    host.stands("student1")
    await host.tells("student1", "saved")
    file = host.file("student1").stat()
    folder = told_folder(host.folder, "student1").stat()
    assert (file.st_uid, file.st_mode & 0o777) == (0, 0o644)
    assert (folder.st_uid, folder.st_mode & 0o777) == (0, 0o711)


async def test_one_home_that_cannot_be_told_keeps_no_other_from_it(
    host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    told_folder(host.folder, "student1").parent.mkdir(parents=True)
    told_folder(host.folder, "student1").write_text("in the way")
    caplog.set_level(logging.INFO)
    host.stands("student1")
    host.stands("student2")
    await host.tells("student2", "saved")
    host.stands("student2", state="saving")
    await host.tells("student2", "saving")
    assert len([line for line in caplog.records if line.levelno == logging.ERROR]) == 1
    told_folder(host.folder, "student1").unlink()
    host.stands("student1", state="saving")
    await host.tells("student1", "saving")
    assert "servers are told again" in caplog.text


async def test_an_opened_home_names_the_folder_for_every_way(tmp_path: Path) -> None:
    for way in HomeStorage:
        opened = OpenedHome(way=way, path="", state="current")
        assert await with_told(opened, tmp_path, "student1") == opened.model_copy(
            update={"told": "homes/student1/told"}
        )
    assert await asyncio.to_thread((tmp_path / "student1" / "told").is_dir)


async def test_without_the_folder_a_home_is_open_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "student1").write_text("in the way")
    opened = OpenedHome(path="homes/student1/files", state="current")
    assert await with_told(opened, tmp_path, "student1") == opened
    assert "is not told how its files stand" in caplog.text
