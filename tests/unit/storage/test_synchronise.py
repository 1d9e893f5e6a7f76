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
        if len(self.runs) == 1:
            raise StorageError(ErrorCode.INTERNAL, "it broke off")


async def _nothing_held(paths: Any) -> Any:
    return paths


@pytest.mark.parametrize("known", [True, False], ids=["goes on", "unites"])
async def test_no_two_runs_move_what_they_replace_to_one_place(tmp_path: Path, known: bool) -> None:
    """A file that both replaced would have one version there, and the earlier one would be nowhere."""
    copy, store, record = WorkingCopy(tmp_path / "home"), _Store(), Record(user_id="student1")
    copy.prepare(record, store.identity)
    (copy.files / "a.ipynb").write_text("{}")
    if known:
        for side in ("path1", "path2"):
            (copy.listings / f"home.{side}.lst").write_text(_LISTING.format('"a.ipynb"'))
        copy.known.keep()

    await synchronise(
        HomeLayout("student1"),
        copy,
        store,  # type: ignore[arg-type]
        record,
        _nothing_held,
        FilesBeingWritten(copy.files),
    )

    assert len(store.runs) == 2
    for side in ("backupDir1", "backupDir2"):
        assert store.runs[0][side] != store.runs[1][side]
