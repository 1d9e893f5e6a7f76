"""What a sync of a home asks of bisync when a run breaks off."""

from pathlib import Path
from typing import Any

import pytest

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.record import Record
from hub_ext.storage.working_copy.being_written import FilesBeingWritten
from hub_ext.storage.working_copy.copy import WorkingCopy
from hub_ext.storage.working_copy.synchronise import synchronise

_LISTING = "# bisync listing v1 from test\n- 2 md5:0123 - 2026-11-01T09:00:00.000000001+0000 {}\n"


class _Store:
    """Breaks off the first run; a mock, because no store breaks one off at a moment that one chooses."""

    identity = "test"

    def __init__(self) -> None:
        self.runs: list[dict[str, Any]] = []
        #: How many of the first runs break off.
        self.broken = 1

    def path(self, key: str) -> str:
        return f"ncp:bucket/{key}"

    async def holds_anything(self, _prefix: str) -> bool:
        return True

    async def look(self, key: str) -> None:
        """Nothing is there."""

    async def upload(self, file: Path, key: str) -> None:
        """What says that the store knows this home."""

    async def bisync(self, _name: str, **options: Any) -> None:
        self.runs.append(options)
        if len(self.runs) <= self.broken:
            raise StorageError(ErrorCode.INTERNAL, "it broke off")


async def _nothing_held(paths: Any) -> Any:
    return paths


def _home(folder: Path, store: _Store) -> tuple[WorkingCopy, Record]:
    """A home with one notebook."""
    copy, record = WorkingCopy(folder), Record(user_id="student1")
    copy.prepare(record, store.identity)
    (copy.files / "a.ipynb").write_text("{}")
    return copy, record


async def _synchronise(copy: WorkingCopy, store: _Store, record: Record) -> None:
    await synchronise(
        HomeLayout("student1"),
        copy,
        store,  # type: ignore[arg-type]
        record,
        _nothing_held,
        FilesBeingWritten(copy.files),
    )


@pytest.mark.parametrize("known", [True, False], ids=["goes on", "unites"])
async def test_no_two_runs_move_what_they_replace_to_one_place(tmp_path: Path, known: bool) -> None:
    """A file that both replaced would have one version there, and the earlier one would be nowhere."""
    store = _Store()
    copy, record = _home(tmp_path / "home", store)
    if known:
        for side in ("path1", "path2"):
            (copy.listings / f"home.{side}.lst").write_text(_LISTING.format('"a.ipynb"'))
        copy.known.keep()

    await _synchronise(copy, store, record)

    assert len(store.runs) == 2
    for side in ("backupDir1", "backupDir2"):
        assert store.runs[0][side] != store.runs[1][side]


async def test_a_run_that_ends_before_it_begins_is_followed_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the last run had copied is asked about first, and rclone may die meanwhile."""
    store = _Store()
    copy, record = _home(tmp_path / "home", store)
    store.broken, asked = 0, 0

    async def breaks_off_in_the_run(*_: object) -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise StorageError(ErrorCode.INTERNAL, "it broke off")

    monkeypatch.setattr("hub_ext.storage.working_copy.synchronise.correct", breaks_off_in_the_run)
    await _synchronise(copy, store, record)

    assert len(store.runs) == 1
