"""Somebody gets a server that waited; and what happens when that goes wrong."""

import hashlib
import json
import logging
from typing import Any

import httpx
import pytest

from hub_ext.servers import hardening
from hub_ext.servers.engine import EngineCode, EngineError
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.servers.warm.claiming import NotClaimedError
from hub_ext.servers.warm.pool import OLDEST, Pool
from hub_ext.servers.warm.start import WarmStart
from hub_ext.servers.warm.waiting import claim_secret, make_of, waiting_config
from hub_ext.settings import HubSettings
from hub_ext.storage.errors import StorageError
from tests.unit.servers.conftest import Spawners, make_settings
from tests.unit.servers.fakes import ADDRESS, FakeAgent, FakeEngine, FakeProcesses

LOG = logging.getLogger("test")


@pytest.fixture
def pool(
    settings: HubSettings, engine: FakeEngine, agent: FakeAgent, processes: FakeProcesses
) -> Pool:
    return Pool(settings, engine, agent.client, processes.claims, LOG)


@pytest.fixture(autouse=True)
def warm(
    settings: HubSettings,
    engine: FakeEngine,
    agent: FakeAgent,
    processes: FakeProcesses,
    pool: Pool,
    monkeypatch: pytest.MonkeyPatch,
) -> WarmStart:
    network = hardening.network_name(settings)
    start = WarmStart(settings, engine, agent.client, processes.claims, pool, network, LOG)
    monkeypatch.setattr(PlatformSpawner, "warm", start)
    return start


async def test_a_server_that_waits_is_given_to_its_person(
    spawners: Spawners, engine: FakeEngine, agent: FakeAgent, pool: Pool, processes: FakeProcesses
) -> None:
    assert await pool.add()
    (container,) = engine.all.values()
    place = container["Config"]["Labels"]["eduhub.place"]
    spawner = spawners()
    spawner.api_token = "of this server"
    assert await spawner.start() == (ADDRESS, 8888)
    assert list(engine.all) == [container["Id"]] == [spawner.object_id]
    assert container["Name"] == "eduhub-student1"
    assert agent.places == {place: "student1"}
    (told,) = processes.told
    assert told["secret"] == claim_secret(spawner.settings, place)
    assert told["environment"]["JUPYTERHUB_USER"] == "student1"
    assert told["environment"]["JUPYTERHUB_API_TOKEN"] == "of this server"
    assert pool.size == 0
    assert await spawner.poll() is None
    # A hub that starts again knows it, ends it, and takes its place away.
    later = spawners(state=spawner.get_state())
    assert await later.poll() is None
    await later.stop()
    assert not engine.all
    assert not agent.places
    assert agent.open == set()
    assert later.get_state().get("place") is None


async def test_it_may_use_what_its_persons_role_may(
    spawners: Spawners, engine: FakeEngine, pool: Pool
) -> None:
    await pool.add()
    await spawners("teacher1", "teacher").start()
    (container,) = engine.all.values()
    assert container["Limits"] == {
        "cpu_shares": 1024,
        "mem_limit": 2 * 1024**3,
        "memswap_limit": 2 * 1024**3,
        "cpu_period": 100_000,
        "cpu_quota": 200_000,
    }


async def test_with_nothing_waiting_the_ordinary_start_is_made(
    spawners: Spawners, engine: FakeEngine, agent: FakeAgent
) -> None:
    spawner = spawners()
    assert await spawner.start() == (ADDRESS, 8888)
    (container,) = engine.all.values()
    assert container["Config"]["Cmd"] == list(hardening.COMMAND)
    assert agent.places == {}


@pytest.mark.parametrize("call", ["rename", "update"])
async def test_an_engine_that_refuses_means_an_ordinary_start(
    spawners: Spawners, engine: FakeEngine, agent: FakeAgent, pool: Pool, call: str
) -> None:
    for _ in range(3):
        await pool.add()
    engine.faults[call] = EngineError(EngineCode.FAILED, "as it is")
    spawner = spawners()
    await spawner.start()
    assert engine.all[spawner.object_id]["Config"]["Cmd"] == list(hardening.COMMAND)
    # Two were tried; neither is there, and the third still waits.
    assert pool.size == 1
    assert len(engine.all) == 2
    assert list(agent.places.values()) == [""]


async def test_one_that_does_not_answer_is_replaced_without_its_person_noticing(
    spawners: Spawners,
    engine: FakeEngine,
    pool: Pool,
    processes: FakeProcesses,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await pool.add()
    await pool.add()
    secrets: list[str] = []
    original = processes.claims.claim

    async def fail_once(server: Any, environment: Any) -> None:
        secrets.append(claim_secret(processes.claims._settings, server.place))
        if len(secrets) == 1:
            raise NotClaimedError("no answer: ConnectError")
        await original(server, environment)

    processes.claims.claim = fail_once  # type: ignore[method-assign]
    spawner = spawners()
    await spawner.start()
    assert len(engine.all) == 1
    assert engine.all[spawner.object_id]["Name"] == "eduhub-student1"
    assert len(set(secrets)) == 2
    assert "did not become that of 'student1'" in caplog.text
    assert not any(secret in caplog.text for secret in secrets)


async def test_one_that_dies_before_it_answers_is_replaced(
    spawners: Spawners, engine: FakeEngine, pool: Pool, processes: FakeProcesses
) -> None:
    await pool.add()
    original = processes.claims.claim

    async def die(server: Any, environment: Any) -> None:
        await original(server, environment)
        engine.end(server.container_id, 137)

    processes.claims.claim = die  # type: ignore[method-assign]
    spawner = spawners()
    assert await spawner.start() == (ADDRESS, 8888)
    assert engine.all[spawner.object_id]["Config"]["Cmd"] == list(hardening.COMMAND)


@pytest.mark.parametrize(
    ("status", "taken"), [(204, True), (200, False), (403, False), (500, False)]
)
async def test_only_one_answer_means_that_it_was_taken(
    settings: HubSettings, pool: Pool, processes: FakeProcesses, status: int, taken: bool
) -> None:
    await pool.add()
    server = pool.take()
    assert server is not None
    processes.status["POST"] = status
    if taken:
        await processes.claims.claim(server, {"A": "b"})
        return
    with pytest.raises(NotClaimedError) as caught:
        await processes.claims.claim(server, {"A": "b"})
    assert claim_secret(settings, server.place) not in str(caught.value)


async def test_a_server_that_does_not_answer_is_not_waiting(
    pool: Pool, processes: FakeProcesses
) -> None:
    await pool.add()
    server = pool.take()
    assert server is not None
    processes.error = httpx.ConnectError("refused")
    with pytest.raises(NotClaimedError):
        await processes.claims.claim(server, {})
    processes.status["GET"] = 404
    assert not await processes.claims.waits(server)


def test_a_waiting_container_is_as_hard_as_any(settings: HubSettings) -> None:
    config = waiting_config(settings, "0123456789ab")
    host = config["HostConfig"]
    assert (host["CapDrop"], host["ReadonlyRootfs"], host["Privileged"]) == (["ALL"], True, False)
    assert config["User"] == "1000:1000"
    # It holds the digest of its secret, and nothing else that is secret.
    secret = claim_secret(settings, "0123456789ab")
    digest = hashlib.sha256(secret.encode()).hexdigest()
    assert config["Env"] == [f"EDUHUB_CLAIM_SHA256={digest}"]
    assert secret not in json.dumps(config)
    assert all("attached/0123456789ab/" in mount["Source"] for mount in host["Mounts"])
    assert "eduhub.user" not in config["Labels"]


def test_every_server_and_every_hub_has_another_secret(settings: HubSettings) -> None:
    other = make_settings(hub_crypt_key="f" * 64)
    secrets = {claim_secret(hub, place) for hub in (settings, other) for place in ("a", "b")}
    assert len(secrets) == 4
    assert all(len(secret) == 64 for secret in secrets)


@pytest.mark.parametrize(
    "changed",
    [
        {"hub_memory_limits": "student=2G"},
        {"hub_notebook_image": "eduhub/notebook-ml:latest"},
        {"hub_crypt_key": "f" * 64},
        {"hub_process_limit": 99},
    ],
)
async def test_a_hub_with_other_settings_makes_new_ones(
    engine: FakeEngine,
    agent: FakeAgent,
    pool: Pool,
    processes: FakeProcesses,
    settings: HubSettings,
    changed: dict[str, Any],
) -> None:
    await pool.add()
    other = make_settings(**changed)
    assert make_of(other) != make_of(settings)
    later = Pool(other, engine, agent.client, processes.claims, LOG)
    await later.look(engine.image)
    assert (later.size, engine.all, agent.places) == (0, {}, {})


async def test_a_hub_that_starts_again_takes_up_what_waits(
    engine: FakeEngine,
    agent: FakeAgent,
    pool: Pool,
    processes: FakeProcesses,
    settings: HubSettings,
) -> None:
    await pool.add()
    later = Pool(settings, engine, agent.client, processes.claims, LOG)
    await later.look(engine.image)
    assert later.size == 1
    await later.look(engine.image)
    assert later.size == 1
    # Another image makes it old; so does its age.
    await later.look("sha256:2")
    assert (later.size, engine.all) == (0, {})
    await later.add()
    next(iter(engine.all.values()))["Created"] -= OLDEST
    await later.look(None)
    assert (later.size, engine.all) == (0, {})


async def test_unknown_is_not_gone(engine: FakeEngine, agent: FakeAgent, pool: Pool) -> None:
    await pool.add()
    engine.faults["containers"] = EngineError(EngineCode.TIMEOUT, "no answer in time")
    with pytest.raises(EngineError):
        await pool.look(engine.image)
    del engine.faults["containers"]
    agent.unreachable = True
    with pytest.raises(StorageError):
        await pool.look(engine.image)
    assert pool.size == len(engine.all) == 1
