"""A quota that is used up: what is still saved, what waits on this host, and that nothing is lost."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub_ext.storage.agent import Agent
from hub_ext.storage.errors import ErrorCode
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.storage.quota.conftest import MEGABYTE, Home, Host
from tests.waiting import eventually

ODD_NAMES = [
    "데이터 (최종)[1]*{x}.csv",
    "a[b-?].csv",
    "#1 100% %41+&=;.csv",
    " -rf 'q\" `$(id)` .csv",
    "이모지😀/같은.csv",
]


@pytest.fixture
async def home(host: Host, person: str) -> AsyncIterator[Home]:
    """An open home with room for 2 MiB, and for notebooks 25 MiB more."""
    async with host.agent(hub_user_quota="2M") as agent:
        home = host.home(agent, person)
        await home.open()
        yield home


def conflicts(home: Home) -> list[str]:
    return [path for path in {**home.stored(), **home.on_disk()} if "conflict" in path]


def kill_rclone() -> None:
    """End the rclone that the agent of this process started."""
    own = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    for child in own.read_text().split():
        if Path("/proc", child, "comm").read_text().strip() == "rclone":
            os.kill(int(child), signal.SIGKILL)


async def test_what_does_not_fit_waits_on_this_host_and_follows_by_itself(home: Home) -> None:
    home.write("small.csv", MEGABYTE // 2)
    home.write("big.csv", 3 * MEGABYTE)
    await home.until_held("big.csv")
    await home.sync()
    assert "small.csv" in home.stored()
    assert "big.csv" not in home.stored()
    assert home.usage().level == "full"
    home.write("big.csv", MEGABYTE)

    async def stored() -> bool:
        return home.stored().get("big.csv") == MEGABYTE

    await eventually(stored, 20, "the file is stored")
    await home.until_held()
    assert home.usage().level == "fine"
    assert home.stored() == home.on_disk()


async def test_a_notebook_is_saved_within_a_reserve_and_no_further(home: Home) -> None:
    home.write("data.csv", 3 * MEGABYTE)
    home.write("plots.ipynb", 20 * MEGABYTE)
    await home.sync()
    assert "plots.ipynb" in home.stored()
    home.write("plots2.ipynb", 8 * MEGABYTE)
    await home.sync()
    assert sorted(home.held()) == ["data.csv", "plots2.ipynb"]
    assert "plots2.ipynb" not in home.stored()
    home.write("plots.ipynb", 1)
    await home.sync()
    assert home.held() == ["data.csv"]
    assert home.stored()["plots2.ipynb"] == 8 * MEGABYTE
    (home.files / "plots2.ipynb").unlink()
    home.write("data.csv", MEGABYTE)
    await home.sync()
    assert home.stored() == home.on_disk()
    assert conflicts(home) == []


async def test_the_version_in_the_store_stays_until_the_newer_one_fits(
    home: Home, store: ObjectStore
) -> None:
    home.write("data.csv", MEGABYTE, "1")
    await home.sync()
    home.write("data.csv", 3 * MEGABYTE, "2")
    home.write("other.csv", 2)
    for letter in "ab":  # Several runs without the file must not forget it.
        home.write("notes.ipynb", 10, letter)
        await home.sync()
    assert home.held() == ["data.csv"]
    assert store.get(home.key("data.csv")) == "1" * MEGABYTE
    assert store.get(home.key("notes.ipynb")) == "b" * 10
    assert (home.files / "data.csv").read_text() == "2" * 3 * MEGABYTE
    home.write("data.csv", MEGABYTE + 1, "3")
    await home.sync()
    assert store.get(home.key("data.csv")) == "3" * (MEGABYTE + 1)
    assert home.stored() == home.on_disk()
    assert conflicts(home) == []


async def test_a_file_that_is_deleted_while_it_is_held_back_is_deleted(
    home: Home, store: ObjectStore
) -> None:
    home.write("data.csv", MEGABYTE, "1")
    await home.sync()
    home.write("data.csv", 3 * MEGABYTE, "2")
    await home.sync()
    assert home.held() == ["data.csv"]
    (home.files / "data.csv").unlink()
    await home.sync()
    assert home.held() == []
    assert home.stored() == home.on_disk()
    assert "data.csv" not in home.stored()
    # What a sync deletes is in the history, as ever.
    kept = store.keys(f"jupyterhub-history/{home.user_id}/")
    assert [store.get(key) for key in kept if key.endswith("data.csv")] == ["1" * MEGABYTE]


async def test_a_file_that_the_platform_changes_meanwhile_is_kept_twice(
    home: Home, store: ObjectStore
) -> None:
    home.write("data.csv", MEGABYTE, "1")
    await home.sync()
    home.write("data.csv", 3 * MEGABYTE, "2")
    await home.sync()
    store.put(home.key("data.csv"), "of the platform")
    await home.sync()
    assert home.held() == ["data.csv"]
    assert store.get(home.key("data.csv")) == "of the platform"
    home.write("data.csv", MEGABYTE, "3")
    await home.sync()
    texts = {store.get(home.key(path)) for path in home.stored()}
    assert {"of the platform", "3" * MEGABYTE} <= texts
    assert home.stored() == home.on_disk()


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_odd_names_are_held_back_and_no_others(home: Home, name: str) -> None:
    home.write(name, MEGABYTE)
    await home.sync()
    before = home.stored()
    home.write(name, 3 * MEGABYTE)
    home.write("ab.csv", 5)
    home.write("데이터 (최종)1x.csv", 5)
    await home.sync()
    assert home.held() == [name]
    assert home.stored() == before | {"ab.csv": 5, "데이터 (최종)1x.csv": 5}
    home.write(name, MEGABYTE + 1)
    await home.sync()
    assert sorted(home.stored().values()) == sorted(home.on_disk().values())
    assert conflicts(home) == []


async def test_a_name_that_the_store_spells_otherwise_is_not_deleted_there(
    home: Home, store: ObjectStore
) -> None:
    composed, decomposed = "가.csv", "\u1100\u1161.csv"
    store.put(home.key(composed), "x" * MEGABYTE)
    home.write(decomposed, MEGABYTE)
    await home.sync()
    spelled = set(home.stored())
    home.write(decomposed, 3 * MEGABYTE)
    (home.files / composed).unlink(missing_ok=True)
    for number in range(2):
        home.write("notes.ipynb", 10 + number)
        await home.sync()
    assert home.held() == [decomposed]
    assert spelled <= set(home.stored())


async def test_a_home_of_nothing_but_a_file_that_waits(home: Home) -> None:
    home.write("big.csv", 3 * MEGABYTE)
    await home.sync()
    (home.files / f"{home.user_id}.ipynb").unlink()
    await home.sync()
    assert home.stored() == {}
    assert home.on_disk() == {"big.csv": 3 * MEGABYTE}
    await home.sync()
    assert home.held() == ["big.csv"]
    home.write("back.ipynb", 10)
    await home.sync()
    assert home.stored() == {"back.ipynb": 10}
    home.write("big.csv", MEGABYTE)
    await home.sync()
    assert home.stored() == home.on_disk() == {"back.ipynb": 10, "big.csv": MEGABYTE}


@pytest.mark.parametrize("moment", ["at once", "in the middle"])
async def test_a_run_that_is_cut_off_makes_no_conflict(
    home: Home, store: ObjectStore, moment: str
) -> None:
    home.write("data.csv", MEGABYTE, "1")
    await home.sync()
    home.write("data.csv", 3 * MEGABYTE, "2")
    await home.sync()
    assert home.held() == ["data.csv"]
    # Each request of the run that brings it back takes a while, so that it is cut off for sure.
    store.faults(delay=0.3)
    home.write("data.csv", MEGABYTE + 1, "3")
    if moment == "in the middle":
        await home.until_held()
    kill_rclone()
    store.faults()

    async def stored() -> bool:
        return store.get(home.key("data.csv")) == "3" * (MEGABYTE + 1)

    await eventually(stored, 30, "the file is stored")
    await home.sync()
    assert home.stored() == home.on_disk()
    assert conflicts(home) == []


async def test_what_is_stored_beyond_a_smaller_quota_stays_stored(host: Host, person: str) -> None:
    async with host.agent(hub_user_quota="10M") as agent:
        home = host.home(agent, person)
        await home.open()
        home.write("data.csv", 5 * MEGABYTE)
        assert await home.close() == ("saved", None)
    async with host.agent(hub_user_quota="2M") as agent:
        home = host.home(agent, person)
        await home.open()
        home.write("new.csv", 10)
        await home.sync()
        assert home.held() == ["new.csv"]
        assert home.stored()["data.csv"] == 5 * MEGABYTE
        assert home.usage().level == "full"


async def test_a_restart_knows_what_waits_and_a_closed_home_is_not_called_saved(
    host: Host, person: str, store: ObjectStore
) -> None:
    async with host.agent(hub_user_quota="2M") as agent:
        home = host.home(agent, person)
        await home.open()
        home.write("data.csv", MEGABYTE, "1")
        await home.sync()
        home.write("data.csv", 3 * MEGABYTE, "2")
        assert await home.close() == ("pending", ErrorCode.NO_ROOM)
        status = agent.homes.status(person)
        assert (status.open, status.state, status.reason) == (False, "waiting", ErrorCode.NO_ROOM)
    async with host.agent(hub_user_quota="2M") as agent:
        home = host.home(agent, person)
        assert home.held() == ["data.csv"]
    async with host.agent(hub_user_quota="10M") as agent:
        home = host.home(agent, person)
        await _saved(agent, person)
        assert store.get(home.key("data.csv")) == "2" * 3 * MEGABYTE
        assert conflicts(home) == []
        assert home.held() == []


async def _saved(agent: Agent, person: str) -> None:
    async def saved() -> bool:
        return agent.homes.status(person).state == "saved"

    await eventually(saved, 20, "the agent saved it by itself")
