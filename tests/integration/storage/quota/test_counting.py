"""That counts are right: while people work, after a night, after a restart."""

from pathlib import Path
from typing import Any

import pytest

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.agent import Agent
from hub_ext.storage.errors import StorageError
from hub_ext.storage.quota.ledger import Ledger
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.storage.quota.conftest import MEGABYTE, Host
from tests.waiting import eventually, wait_until

_FAULTS = [
    pytest.param({"off": True}, id="not there"),
    pytest.param({"cut": True}, id="cut off"),
    pytest.param({"status": 403}, id="403"),
    pytest.param({"status": 503}, id="503"),
]


def age(agent: Agent) -> None:
    """Let the ledger believe other numbers, as after changes that nobody on this host saw."""
    for person in agent.quotas.ledger.people.values():
        assert person.count is not None
        person.count = person.count.model_copy(update={"used_bytes": 1, "stored_bytes": 1})


def read(file: Path) -> bytes:
    """Return what a file holds; nothing if it is not there yet."""
    return file.read_bytes() if file.exists() else b""


async def test_usage_follows_the_work_within_one_percent(host: Host, person: str) -> None:
    async with host.agent() as agent:
        home = host.home(agent, person)
        assert agent.usage(person) is None
        await home.open()
        home.write("과제/data.csv", 3 * MEGABYTE)
        home.write("small.csv", 100)
        environment = home.files / "venv"
        home.write("venv/pyvenv.cfg", 10)
        home.write("venv/lib/big.so", MEGABYTE)
        home.write(".ipynb_checkpoints/a.ipynb", MEGABYTE)
        (home.files / "link.csv").symlink_to(home.files / "small.csv")
        assert environment.is_dir()

        async def right() -> bool:
            stored = sum(home.stored().values())
            return stored > 3 * MEGABYTE and abs(home.usage().used_bytes - stored) <= stored / 100

        await eventually(right, 20, "the usage is that of the store")
        await home.sync()
        assert home.usage().used_bytes == sum(home.stored().values())
        largest = home.usage().largest[0]
        assert (largest.path, largest.bytes) == ("과제/data.csv", 3 * MEGABYTE)
        (summary,) = agent.summaries.of([person])
        assert (summary.quota_bytes, summary.level) == (500 * MEGABYTE, "fine")


async def test_what_the_platform_writes_is_counted_with_the_next_sync(
    host: Host, store: ObjectStore, person: str
) -> None:
    async with host.agent() as agent:
        home = host.home(agent, person)
        await home.open()
        store.put(home.key("from-the-platform.csv"), "x" * MEGABYTE)
        await home.sync()
        assert home.usage().used_bytes == sum(home.stored().values()) > MEGABYTE


async def test_after_a_night_the_counts_are_exact(
    host: Host, store: ObjectStore, person: str
) -> None:
    async with host.agent() as agent:
        closed, opened = host.home(agent, f"{person}x1"), host.home(agent, f"{person}x2")
        for home in (closed, opened):
            await home.open(51)
            home.write("data.csv", 1000)
            await home.sync()
        await closed.close()
        store.put(closed.key("later.csv"), "x" * 4321)
        store.put(closed.key(".ipynb_checkpoints/a.ipynb"), "not a file of theirs")
        store.put(f"users/{closed.user_id}/scratch/game.sb3", "another tool's")
        store.put(f"users/{closed.user_id}0/jupyter/a.csv", "somebody else's")
        store.put("centers/51/shared/가/book.pdf", "x" * 777)
        await agent._reconciliation.run()
        assert closed.usage().used_bytes == sum(closed.stored().values()) - len(
            "not a file of theirs"
        )
        assert opened.usage().used_bytes == sum(opened.stored().values())
        assert closed.usage().largest[0].path == "later.csv"
        people = closed.usage().used_bytes + opened.usage().used_bytes
        assert closed.usage().center_used_bytes == people + 777


@pytest.mark.parametrize("faults", _FAULTS)
async def test_a_list_that_breaks_off_changes_nothing(
    host: Host, store: ObjectStore, person: str, faults: dict[str, Any]
) -> None:
    async with host.agent() as agent:
        home = host.home(agent, person)
        await home.open()
        await home.close()
        before = home.usage()
        store.faults(**faults)
        with pytest.raises(StorageError):
            await agent._reconciliation.run()
        assert home.usage() == before
        assert agent.quotas.ledger.shared_bytes == {}


@pytest.mark.long
async def test_more_objects_than_one_list_holds_are_all_counted(
    host: Host, store: ObjectStore, person: str
) -> None:
    async with host.agent() as agent:
        home = host.home(agent, person)
        await home.open()
        await home.close()
        for number in range(1100):
            store.put(home.key(f"many/{number}.txt"), "xyz")
        await agent._reconciliation.run()
        template = home.on_disk()[f"{person}.ipynb"]
        assert home.usage().used_bytes == template + 1100 * 3


async def test_a_restart_remembers_and_a_missed_night_is_made_up_for(
    host: Host, store: ObjectStore, person: str
) -> None:
    async with host.agent() as agent:
        home = host.home(agent, person)
        await home.open(52)
        home.write("data.csv", 1000)
        await home.close()
        before = home.usage()
    ledger = host.data / "quota" / "ledger.json"
    async with host.agent() as agent:
        assert agent.usage(person) == before
        assert Ledger.model_validate_json(ledger.read_bytes()).people[person].center_id == 52
    store.put(home.key("later.csv"), "x" * 4321)
    async with host.agent(missed_night=True) as agent:
        home = host.home(agent, person)

        async def exact() -> bool:
            return home.usage().used_bytes == sum(home.stored().values())

        await eventually(exact, 20, "the count is that of the store")


async def test_a_home_without_a_folder_is_counted_in_the_bucket(
    host: Host, store: ObjectStore, person: str
) -> None:
    async with host.agent() as agent:
        home = host.home(agent, person)
        await home.open()
        counts = agent._counts
        counts._way = HomeStorage.MOUNT  # Only who counts is of interest here.
        store.put(home.key("data.csv"), "x" * MEGABYTE)
        age(agent)
        await counts.step()
        assert home.usage().used_bytes == sum(home.stored().values())
        await home.close()
        age(agent)
        await counts.step()
        assert home.usage().used_bytes == sum(home.stored().values())
        age(agent)
        await counts.step()
        assert home.usage().used_bytes == 1


@pytest.mark.long
async def test_a_killed_agent_knows_how_full_it_was(store: ObjectStore, person: str) -> None:
    agent = AgentProcess(store, HUB_USER_QUOTA="2M")
    try:
        agent.start()
        async with agent.client() as client:
            await client.open(person, 53)
            (agent.files(person) / "big.csv").write_bytes(b"x" * 3 * MEGABYTE)

            async def full() -> bool:
                (summary,) = await client.summaries([person])
                return (summary.quota_bytes, summary.level) == (2 * MEGABYTE, "full")

            await eventually(full, 20, "there is no room")
            ledger = agent.data / "quota" / "ledger.json"
            wait_until(lambda: b"big.csv" in read(ledger), 20, "it is on disk")
            agent.kill()
            store.faults(off=True)
            agent.start()
            assert await full()
        assert ledger.parent.stat().st_mode & 0o077 == 0
    finally:
        agent.remove()
