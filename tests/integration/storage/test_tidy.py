"""Working copies leave the host when the store has them, and never before."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub_ext.storage.agent import Agent
from hub_ext.storage.models import OpenRequest
from hub_ext.storage.record import RecordFile
from hub_ext.storage.working_copy.tidy import ENOUGH_BYTES, Tidy
from tests.integration.storage.agent import storage_settings
from tests.integration.storage.objectstore import ObjectStore

_KEPT = timedelta(days=14)
_ROOMY = (100 * ENOUGH_BYTES, 90 * ENOUGH_BYTES)
_FULL = (100 * ENOUGH_BYTES, 9 * ENOUGH_BYTES)


class _Host:
    """A host whose agent runs in this process; both can end and begin again."""

    def __init__(self, store: ObjectStore, folder: Path) -> None:
        self.data = folder / "data"
        self._runtime = folder / "run"
        self._settings = storage_settings(store.endpoint, hub_data_dir=self.data)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Agent]:
        agent = Agent(self._settings, self._runtime, mounts=False)
        async with contextlib.asynccontextmanager(agent.running)():
            yield agent

    def files(self, person: str) -> Path:
        return self.data / "homes" / person / "files"

    async def was_here(self, person: str, *, ago: timedelta, **files: str) -> None:
        """Somebody was here, wrote these files, and left; known to the agent that starts next."""
        async with self.running() as agent:
            await agent.homes.open(OpenRequest(user_id=person))
            for name, text in files.items():
                (self.files(person) / f"{name}.txt").write_text(text)
            assert (await agent.homes.close(person)).state == "saved"
        file = RecordFile(self.data / "homes" / person)
        record = file.read()
        assert record is not None
        record.closed_at = datetime.now(UTC) - ago
        file.write(record)

    def tidy(self, agent: Agent, disk: tuple[int, int] = _ROOMY) -> Tidy:
        return Tidy(agent.homes, self.data, _KEPT, lambda _: disk)


@pytest.fixture
def host(store: ObjectStore, passable: Path) -> _Host:
    return _Host(store, passable)


async def test_a_copy_goes_when_nobody_was_here_for_days_and_comes_back_whole(
    host: _Host, store: ObjectStore, person: str
) -> None:
    await host.was_here(person, ago=timedelta(days=15), work="숙제", more="x")
    (host.files(person) / ".cache").mkdir()
    (host.files(person) / ".cache" / "local").write_text("x")
    keys = store.keys(f"users/{person}/")
    async with host.running() as agent:
        assert await host.tidy(agent).round() == 1
        assert sorted(path.name for path in (host.data / "homes" / person).iterdir()) == [
            "state",
            "told",
        ]
        assert not (host.data / "homes" / person / "state" / "aside").exists()
        assert await host.tidy(agent).round() == 0
        assert (await agent.homes.open(OpenRequest(user_id=person))).state == "current"
        assert (host.files(person) / "work.txt").read_text() == "숙제"
        assert not (host.files(person) / ".cache").exists()
        await agent.homes.close(person)
    assert store.keys(f"users/{person}/") == keys


async def test_what_was_written_after_the_close_is_saved_first(
    host: _Host, store: ObjectStore, person: str
) -> None:
    await host.was_here(person, ago=timedelta(days=15))
    (host.files(person) / "late.txt").write_text("late")
    async with host.running() as agent:
        assert await host.tidy(agent).round() == 1
    assert store.get(f"users/{person}/jupyter/late.txt") == "late"


async def test_whoever_is_here_or_was_lately_keeps_the_copy(
    host: _Host, store: ObjectStore, person: str
) -> None:
    await host.was_here(f"{person}a", ago=timedelta(days=13))
    await host.was_here(f"{person}b", ago=timedelta(days=15))
    async with host.running() as agent:
        await agent.homes.open(OpenRequest(user_id=f"{person}b"))
        assert await host.tidy(agent).round() == 0
        for name in ("a", "b"):
            assert (host.files(f"{person}{name}") / f"{person}{name}.ipynb").exists()


@pytest.mark.parametrize("faults", [{"off": True}, {"status": 503}, {"status": 403}])
async def test_nothing_goes_while_the_store_does_not_answer(
    host: _Host, store: ObjectStore, person: str, faults: dict[str, object]
) -> None:
    await host.was_here(person, ago=timedelta(days=15), work="x")
    async with host.running() as agent:
        store.faults(**faults)
        assert await host.tidy(agent).round() == 0
        assert (host.files(person) / "work.txt").read_text() == "x"


async def test_nothing_goes_that_the_store_does_not_take(
    host: _Host, store: ObjectStore, person: str
) -> None:
    await host.was_here(person, ago=timedelta(days=15))
    (host.files(person) / "late.txt").write_text("late")
    async with host.running() as agent:
        store.faults(status=403, methods=["PUT"])
        assert await host.tidy(agent).round() == 0
        assert (host.files(person) / "late.txt").read_text() == "late"


async def test_on_a_disk_that_is_nearly_full_the_longest_unseen_go_earlier(
    host: _Host, store: ObjectStore, person: str
) -> None:
    for name, days in (("a", 2.0), ("b", 5.0), ("c", 0.9)):
        await host.was_here(f"{person}{name}", ago=timedelta(days=days))
    rooms = iter([_FULL, _ROOMY])
    async with host.running() as agent:
        tidy = Tidy(agent.homes, host.data, _KEPT, lambda _: next(rooms))
        assert await tidy.round() == 1
        assert not host.files(f"{person}b").exists()
        assert host.files(f"{person}a").exists()
        assert await host.tidy(agent, _FULL).round() == 1
        assert host.files(f"{person}c").exists(), "never younger than a day"


@pytest.mark.parametrize("crash", ["before it was set aside", "half deleted"])
async def test_a_crash_in_the_middle_deletes_nothing_in_the_store(
    host: _Host, store: ObjectStore, person: str, crash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await host.was_here(person, ago=timedelta(days=15), work="x", more="y")
    keys = store.keys(f"users/{person}/")
    copy = "hub_ext.storage.working_copy.copy"
    broken = f"{copy}.{'WorkingCopy.set_aside' if 'before' in crash else 'shutil.rmtree'}"

    def fails(*_: object) -> None:
        raise OSError(crash)

    async with host.running() as agent:
        with monkeypatch.context() as patch:
            patch.setattr(broken, fails)
            assert await host.tidy(agent).round() == ("half" in crash)
    aside = host.data / "homes" / person / "state" / "aside"
    assert aside.exists() == ("half" in crash)
    ((aside if "half" in crash else host.files(person)) / "work.txt").unlink()
    async with host.running() as agent:
        await host.tidy(agent).round()
        assert not aside.exists()
        await agent.homes.open(OpenRequest(user_id=person))
        assert (host.files(person) / "work.txt").read_text() == "x"
        assert (await agent.homes.close(person)).state == "saved"
    assert store.keys(f"users/{person}/") == keys
