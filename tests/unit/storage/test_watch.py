"""Which homes are touched, by changes as the kernel reports them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub_ext.storage.working_copy.tree import EventsLostError, Tree
from hub_ext.storage.working_copy.watch import Watch
from tests.waiting import eventually


@pytest.fixture
async def touched(tmp_path: Path) -> AsyncIterator[list[str]]:
    """Homes, in the order in which they were touched; `ready` is watched already."""
    (tmp_path / "ready/files").mkdir(parents=True)
    homes: list[str] = []
    watching = Watch(tmp_path, lambda home, _: homes.append(home))
    watching.start()
    marker = tmp_path / "ready/files/marker.txt"

    async def is_noticed() -> bool:
        await asyncio.to_thread(marker.touch)
        return bool(homes)

    await eventually(is_noticed, 5, "the watch works")
    yield homes
    await watching.stop()


async def is_touched(touched: list[str], home: str) -> None:
    async def there() -> bool:
        return home in touched

    await eventually(there, 5, f"{home} is touched")


async def test_a_home_that_is_new(tmp_path: Path, touched: list[str]) -> None:
    (tmp_path / "new/files").mkdir(parents=True)
    await asyncio.to_thread((tmp_path / "new/files/a.txt").write_text, "1")
    await is_touched(touched, "new")


async def test_what_is_not_a_persons_file_touches_nobody(
    tmp_path: Path, touched: list[str]
) -> None:
    (tmp_path / "cached/files/.cache").mkdir(parents=True)
    await asyncio.to_thread((tmp_path / "cached/files/.cache/a.txt").write_text, "1")
    (tmp_path / "later/files").mkdir(parents=True)
    await asyncio.to_thread((tmp_path / "later/files/a.txt").write_text, "1")
    await is_touched(touched, "later")
    assert "cached" not in touched


async def test_after_lost_events_every_home_may_have_changed(
    tmp_path: Path, touched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "quiet").mkdir()
    lost = iter([EventsLostError()])

    def changed(_: Tree) -> set[str]:
        raise next(lost)

    with monkeypatch.context() as patch:
        patch.setattr(Tree, "changed", changed)
        await is_touched(touched, "quiet")
