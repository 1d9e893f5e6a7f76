"""A server whose files are no folder: what it is told, and what it is not."""

import logging
from typing import Any

import pytest

from hub_ext.servers.spawner import PlatformSpawner
from tests.unit.servers.fakes import FakeAgent, FakeEngine

SECRET = "a-secret-for-this-opening"
OPENED: dict[str, Any] = {
    "way": "contents",
    "path": "",
    "gateway": {"access_key": "HOME0123456789", "secret_key": SECRET},
}


def only_container(engine: FakeEngine) -> dict[str, Any]:
    (container,) = engine.all.values()
    config: dict[str, Any] = container["Config"]
    return config


@pytest.fixture
def agent(agent: FakeAgent) -> FakeAgent:
    """An agent that gives keys instead of folders."""
    agent.answers["open"] = OPENED
    return agent


async def test_it_is_told_where_its_files_are_and_its_own_keys(
    spawner: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    await spawner.start()
    told = [text for text in only_container(engine)["Env"] if text.startswith("EDUHUB_FILES_")]
    assert told == [
        "EDUHUB_FILES_ACCESS_KEY=HOME0123456789",
        f"EDUHUB_FILES_SECRET_KEY={SECRET}",
        "EDUHUB_FILES_URL=http://10.213.0.4:8701",
    ]


async def test_its_home_is_in_memory_and_no_folder_of_this_host_is_in_it(
    spawner: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    await spawner.start()
    host_config = only_container(engine)["HostConfig"]
    (lessons,) = host_config["Mounts"]
    assert (lessons["Target"], lessons["ReadOnly"]) == ("/home/student/lessons", True)
    options = host_config["Tmpfs"]["/home/student"].split(",")
    assert {"uid=1000", "gid=1000", "mode=700", "size=64m"} <= set(options)


async def test_what_the_centre_shares_is_a_folder_all_the_same(
    spawner: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    agent.answers["open"] = OPENED | {"center": "centers/11/shared"}
    await spawner.start()
    center, _lessons = only_container(engine)["HostConfig"]["Mounts"]
    assert center["Target"] == "/home/student/center"


async def test_the_secret_is_in_no_log_and_not_in_what_the_hub_saves(
    spawner: PlatformSpawner,
    engine: FakeEngine,
    agent: FakeAgent,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    await spawner.start()
    assert SECRET not in caplog.text
    assert SECRET not in repr(spawner.get_state())
    await spawner.stop()
    assert SECRET not in caplog.text


async def test_another_ways_server_is_told_no_keys(
    spawner: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    del agent.answers["open"]
    await spawner.start()
    assert not [text for text in only_container(engine)["Env"] if "EDUHUB_FILES" in text]
