"""A person's server through the broker: started, watched, waited for, given away and ended, on the real engine."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub_ext.servers import hardening
from hub_ext.servers.engine import Engine, EngineCode, EngineError
from hub_ext.servers.news import ContainerNews
from hub_ext.servers.warm.waiting import persons_limits, waiting_config, waiting_name
from hub_ext.servers.watching import look
from hub_ext.settings import HubSettings
from hub_ext.users.identity import Identity
from tests.integration.servers.broker.conftest import Others
from tests.integration.servers.conftest import INSTANCE, Machine, docker
from tests.waiting import eventually

pytestmark = pytest.mark.docker

PLACE = "0123456789ab"
NAME = f"{INSTANCE}-student1"
LOG = logging.getLogger("test")


@pytest.fixture
async def news(broker: Path) -> AsyncIterator[ContainerNews]:
    news = ContainerNews(INSTANCE, f"unix://{broker}")
    task = asyncio.create_task(news.follow(LOG))
    await eventually(lambda: asyncio.sleep(0, news._up_since is not None), 10, "events are heard")
    yield news
    task.cancel()


def config(settings: HubSettings) -> dict[str, object]:
    home = settings.hub_data_dir / "homes/student1/files"
    home.mkdir(parents=True, exist_ok=True)
    os.chown(home, 1000, 1000)
    bind = {"Type": "bind", "Source": str(home), "Target": "/home/student", "ReadOnly": False}
    return hardening.container_config(
        settings, Identity("student1"), binds=[bind], home_state="current", environment={}
    ) | {"Cmd": ["sleep", "60"]}


async def test_a_server_is_made_watched_and_ended(
    hub: Machine, engine: Engine, news: ContainerNews, settings: HubSettings
) -> None:
    container = await engine.create(NAME, dict(config(settings)))
    try:
        await engine.start(container)
        looked = await look(engine, NAME)
        assert looked is not None
        assert (looked.id, looked.running) == (container, True)
        assert looked.image == await engine.image_id(settings.hub_notebook_image)
        assert [one["Id"] for one in await engine.containers(f"eduhub.instance={INSTANCE}")] == [
            container
        ]
        moment = asyncio.get_running_loop().time()
        assert news.is_as_before(container, moment)
        docker("kill", container)
        await eventually(
            lambda: asyncio.sleep(0, not news.is_as_before(container, moment)),
            10,
            "the end is heard",
        )
        looked = await look(engine, container)
        assert looked is not None
        assert looked.exit_code == 137
        assert await engine.last_line(container) == ""
        # By its name, as what waits is removed.
        await engine.remove(NAME)
        assert await look(engine, container) is None
        assert await engine.containers(f"eduhub.instance={INSTANCE}") == []
    finally:
        docker("rm", "-f", NAME, check=False)


async def test_a_waiting_server_becomes_its_persons(
    hub: Machine, engine: Engine, settings: HubSettings
) -> None:
    for part in ("home", "srv"):
        (settings.hub_data_dir / "attached" / PLACE / part).mkdir(parents=True)
    container = await engine.create(waiting_name(settings, PLACE), waiting_config(settings, PLACE))
    try:
        await engine.start(container)
        await engine.rename(container, NAME)
        await engine.update(container, persons_limits(settings, "teacher"))
        host = json.loads(docker("inspect", NAME))[0]["HostConfig"]
        assert (host["Memory"], host["CpuQuota"], host["CpuShares"]) == (2 * 1024**3, 200_000, 1024)
        await engine.stop(container, 5)
    finally:
        docker("rm", "-f", container, check=False)


async def test_a_container_that_is_not_ours_keeps_its_name(
    others: Others, engine: Engine, settings: HubSettings, networks: None
) -> None:
    docker("rename", others.unlabelled, NAME)
    try:
        assert await look(engine, NAME) is None
        with pytest.raises(EngineError, match="already in use") as caught:
            await engine.create(NAME, dict(config(settings)))
        assert caught.value.code is EngineCode.CONFLICT
        await engine.remove(NAME)
        assert docker("ps", "-q", "--no-trunc", "--filter", f"name=^{NAME}$") == others.unlabelled
    finally:
        # Other tests need the name; the container is theirs, too.
        docker("rename", others.unlabelled, f"{NAME}-of-somebody-else")
