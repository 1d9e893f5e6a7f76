"""What is kept of files that arrive in a home while a sync runs: the real files, no store."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hub_ext.storage.record import Record
from hub_ext.storage.working_copy.arrivals import Arrivals
from hub_ext.storage.working_copy.copy import WorkingCopy
from hub_ext.storage.working_copy.watch import Watch
from tests.waiting import eventually


@pytest.fixture
def copy(tmp_path: Path) -> WorkingCopy:
    copy = WorkingCopy(tmp_path / "home")
    copy.prepare(Record(user_id="home", saved=True), "store")
    return copy


@pytest.fixture
async def arrivals(tmp_path: Path, copy: WorkingCopy) -> AsyncIterator[Arrivals]:
    """Of a folder that is watched."""
    arrivals = Arrivals(tmp_path)
    touched: list[str] = []
    watch = Watch(tmp_path, lambda home, _: touched.append(home), arrivals)
    watch.start()

    async def watching() -> bool:
        (copy.files / "beacon").touch()
        return bool(touched)

    await eventually(watching, 5, "the watch works")
    # Word of it may come late; of what is gone nothing is kept.
    (copy.files / "beacon").unlink()
    yield arrivals
    await watch.stop()


def versions(copy: WorkingCopy) -> Iterator[str]:
    """Contents in the history, the earliest first."""
    for moment in sorted(copy.history.iterdir()):
        yield from (file.read_text() for file in moment.rglob("*") if file.is_file())


def replace(file: Path, text: str) -> None:
    """As rclone and Jupyter do: written beside it, and renamed."""
    file.parent.mkdir(exist_ok=True)
    new = file.with_name(f"{file.name}.partial")
    new.write_text(text)
    new.rename(file)


async def is_kept(copy: WorkingCopy, text: str) -> None:
    async def kept() -> bool:
        files = [file for file in copy.arrivals.rglob("*") if file.is_file()]
        return text in [file.read_text() for file in files]

    await eventually(kept, 5, f"{text!r} has a second name")


async def test_what_is_overwritten_is_a_version(copy: WorkingCopy, arrivals: Arrivals) -> None:
    file = copy.files / "과제" / "노트 1.ipynb"
    async with arrivals.kept(copy):
        for text in ("first", "second"):
            replace(file, text)
            await is_kept(copy, text)
        replace(file, "the store's")
    assert list(versions(copy)) == ["first", "second"]
    assert file.read_text() == "the store's"
    assert not copy.arrivals.exists()


async def test_what_is_still_there_anywhere_is_no_version(
    copy: WorkingCopy, arrivals: Arrivals
) -> None:
    for name in ("stays", "moved", "history"):
        (copy.files / name).write_text("before")
    async with arrivals.kept(copy):
        for name in ("stays", "moved", "history"):
            replace(copy.files / name, name)
            await is_kept(copy, name)
        (copy.files / "moved").rename(copy.files / "moved.충돌")
        copy.put_away("history", "20261124T000000.000000Z")
        for name in ("moved", "history"):
            replace(copy.files / name, "the store's")
    # Also the earlier ones, if they were given a name before they were replaced.
    found = set(versions(copy))
    assert "history" in found
    assert not found & {"stays", "moved"}


async def test_a_file_that_was_written_to_many_times_is_one_version(
    copy: WorkingCopy, arrivals: Arrivals
) -> None:
    file = copy.files / "a.txt"
    async with arrivals.kept(copy):
        for number in range(5):
            with file.open("a") as grows:
                grows.write(f"{number};")
            await is_kept(copy, file.read_text())
            await asyncio.sleep(0.02)
        replace(file, "the store's")
    assert list(versions(copy)) == ["0;1;2;3;4;"]


async def test_a_file_that_was_renamed_and_then_overwritten_is_one_version(
    copy: WorkingCopy, arrivals: Arrivals
) -> None:
    async with arrivals.kept(copy):
        replace(copy.files / "a.txt", "moves")
        await is_kept(copy, "moves")
        (copy.files / "a.txt").rename(copy.files / "b.txt")

        async def kept_again() -> bool:
            return any(copy.arrivals.glob("*/b.txt"))

        await eventually(kept_again, 5, "it has a second name under its new one")
        replace(copy.files / "b.txt", "the store's")
    assert list(versions(copy)) == ["moves"]
    assert [file.name for file in copy.history.rglob("*") if file.is_file()] == ["b.txt"]


async def test_what_its_person_deletes_is_deleted(copy: WorkingCopy, arrivals: Arrivals) -> None:
    async with arrivals.kept(copy):
        replace(copy.files / "journal", "for a moment")
        await is_kept(copy, "for a moment")
        (copy.files / "journal").unlink()
    assert list(versions(copy)) == []
    assert not copy.arrivals.exists()


async def test_what_an_agent_that_was_killed_kept_is_a_version(
    copy: WorkingCopy, arrivals: Arrivals
) -> None:
    kept = copy.arrivals / "7" / "a.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("overwritten")
    (copy.files / "a.txt").write_text("the store's")
    async with arrivals.kept(copy):
        assert list(versions(copy)) == ["overwritten"]


async def test_outside_a_sync_nothing_is_kept(copy: WorkingCopy, arrivals: Arrivals) -> None:
    async with arrivals.kept(copy):
        assert arrivals.wanted
    assert not arrivals.wanted
    replace(copy.files / "a.txt", "one")
    await asyncio.to_thread(arrivals.note, [str(copy.files / "a.txt")])
    assert not copy.arrivals.exists()


async def test_links_and_what_is_not_personal_are_left_alone(
    copy: WorkingCopy, arrivals: Arrivals, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not theirs")
    async with arrivals.kept(copy):
        (copy.files / "link").symlink_to(secret)
        (copy.files / ".cache").mkdir()
        replace(copy.files / ".cache" / "a", "cached")
        replace(copy.files / "a.txt", "personal")
        await is_kept(copy, "personal")
        kept = [file.name for file in copy.arrivals.rglob("*") if not file.is_dir()]
    assert set(kept) == {"a.txt"}
