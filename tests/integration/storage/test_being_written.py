"""Files that change while they are saved: whole or not at all in the store, and in nobody's way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.storage.test_homes import jupyter_saves
from tests.waiting import eventually

#: Seconds before each answer of the store, so that every upload takes longer than a pause between
#: two changes.
_SLOW = 0.2
_END = "|끝"


def _versions(store: ObjectStore, person: str, name: str) -> Iterator[tuple[str, str]]:
    """Every version of a file in the store that can still be had."""
    for prefix in (f"users/{person}/", f"jupyterhub-history/{person}/"):
        for key in store.keys(prefix):
            text = store.get(key) if key.endswith(name) else None
            if text is not None:
                yield key, text


@contextlib.asynccontextmanager
async def _logging(file: Path) -> AsyncIterator[None]:
    """A program that writes a line many times a second, and never closes its file."""

    async def write() -> None:
        with file.open("a", buffering=1) as log:
            for number in range(100_000):
                log.write(f"epoch {number}\n")
                await asyncio.sleep(0.02)

    task = asyncio.create_task(write())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _until_stored(store: ObjectStore, person: str, name: str, text: str) -> None:
    async def stored() -> bool:
        return store.get(f"users/{person}/jupyter/{name}") == text

    await eventually(stored, 20, f"{name} is in the store")


async def test_a_log_is_in_nobodys_way_and_saved_when_its_program_pauses(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    files, there = own_agent.files(person), store.beside_the_faults()
    async with own_agent.client() as client:
        await client.open(person)
        store.faults(delay=_SLOW)
        async with _logging(files / "train.log"):
            for number in range(3):
                jupyter_saves(files / "노트.ipynb", str(number))
                await _until_stored(there, person, "노트.ipynb", str(number))
            status = await client.status(person)
            assert (status.state, status.reason) == ("saving", None)
        await _until_stored(there, person, "train.log", (files / "train.log").read_text())
        store.faults()
        assert (await client.close(person)).state == "saved"
    # It is one file that grew: no conflict with itself.
    assert [path.name for path in files.glob("train*")] == ["train.log"]


@pytest.mark.parametrize("by_the_platform", [False, pytest.param(True, marks=pytest.mark.long)])
async def test_what_is_stored_already_stays_while_it_is_written_to(
    own_agent: AgentProcess, store: ObjectStore, person: str, *, by_the_platform: bool
) -> None:
    files, there = own_agent.files(person), store.beside_the_faults()
    key = f"users/{person}/jupyter/train.log"
    async with own_agent.client() as client:
        if by_the_platform:
            store.put(key, "epoch before\n")
        await client.open(person)
        if not by_the_platform:
            (files / "train.log").write_text("epoch before\n")
        await _until_stored(there, person, "train.log", "epoch before\n")
        store.faults(delay=_SLOW)
        async with _logging(files / "train.log"):
            for number in range(3):
                jupyter_saves(files / "노트.ipynb", str(number))
                await _until_stored(there, person, "노트.ipynb", str(number))
                assert (there.get(key) or "").startswith("epoch before\n")
        store.faults()
        assert (await client.close(person)).state == "saved"
    assert there.get(key) == (files / "train.log").read_text()
    assert [path.name for path in files.glob("train*")] == ["train.log"]
    assert store.keys(f"users/{person}/jupyter/train") == [key]


async def test_a_program_that_ends_with_the_server_leaves_nothing_behind(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    files = own_agent.files(person)
    async with own_agent.client() as client:
        await client.open(person)
        store.faults(delay=_SLOW)
        async with _logging(files / "train.log"):
            jupyter_saves(files / "노트.ipynb", "1")
            await _until_stored(store, person, "노트.ipynb", "1")
        # At once: the last line is younger than the pause for which a sync would wait.
        assert (await client.close(person)).state == "saved"
        assert store.get(f"users/{person}/jupyter/train.log") == (files / "train.log").read_text()


@pytest.mark.long
async def test_no_version_has_the_length_of_another(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    file, there = own_agent.files(person) / "노트.ipynb", store.beside_the_faults()
    async with own_agent.client() as client:
        await client.open(person)
        store.faults(delay=0.05)
        # Longer and longer, renamed into place, and in turn written into the file itself.
        for number in range(150):
            text = str(number % 10) * 10 * (number + 1) + _END
            if number % 3:
                jupyter_saves(file, text)
            else:
                file.write_text(text)
            await asyncio.sleep(0.03 + 0.01 * (number % 5))
            for key, stored in _versions(there, person, file.suffix):
                assert not stored or stored.endswith((_END, "}\n")), (key, stored)
        store.faults()
        assert (await client.close(person)).state == "saved"
        assert store.get(f"users/{person}/jupyter/노트.ipynb") == text
    for key, stored in _versions(store, person, file.suffix):
        assert not stored or stored.endswith((_END, "}\n")), (key, stored)


@pytest.mark.long
async def test_what_was_saved_once_more_and_deleted_does_not_come_back(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    files, there = own_agent.files(person), store.beside_the_faults()
    prefix, first = f"users/{person}/jupyter/", f"{person}.ipynb"
    async with own_agent.client() as client:
        await client.open(person)
        # Of a home that was never saved nobody knows what was in it.
        await _until_stored(store, person, first, (files / first).read_text())
        store.faults(delay=0.05)
        # Syncs fail because of the log; what they had carried over then is nobody's change.
        async with _logging(files / "train.log"):
            for number in range(6):
                file = files / f"노트 {number}.ipynb"
                for version in range(6):
                    jupyter_saves(file, f"{number} {version}")
                    await asyncio.sleep(0.11)

                async def stored(key: str = f"{prefix}{file.name}") -> bool:
                    return there.get(key) is not None

                await eventually(stored, 20, "a version is in the store")
                jupyter_saves(file, "the last")
                file.unlink()
        store.faults()
        assert (await client.close(person)).state == "saved"
    left = {"train.log", first}
    assert {path.name for path in files.iterdir()} == left
    assert {key.removeprefix(prefix) for key in there.keys(prefix)} == left


@pytest.mark.long
async def test_a_file_saved_again_and_again_while_the_store_is_slow_is_one_file(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    notebook = own_agent.files(person) / "a.txt"
    listings = notebook.parent.parent / "state" / "listings"
    store.faults(delay=_SLOW)

    async def listed() -> bool:
        return any(listings.glob("*.path1.lst-new"))

    async with own_agent.client() as client:
        await client.open(person)
        for number in range(3):
            jupyter_saves(notebook, f"{number} when the sync begins")
            await eventually(listed, 20, "the sync knows what is here")
            # bisync carries this over, and notes that it was the one before.
            jupyter_saves(notebook, f"{number} before its turn")
            await _until_stored(
                store.beside_the_faults(), person, "a.txt", f"{number} before its turn"
            )
        jupyter_saves(notebook, "last")
        store.faults()
        closed = await client.close(person)
        assert closed.state == "saved", (closed, own_agent.log.read_text())
    names = {"a.txt", f"{person}.ipynb"}
    assert {path.name for path in notebook.parent.iterdir()} == names
    assert set(store.keys(f"users/{person}/")) == {
        f"users/{person}/jupyter/{name}" for name in names
    }
    assert store.get(f"users/{person}/jupyter/a.txt") == "last"
