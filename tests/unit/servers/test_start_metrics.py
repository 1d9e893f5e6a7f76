"""What starts leave in the numbers: how many, how long, and why not."""

import asyncio

import pytest
from jupyterhub.spawner import SpawnException
from prometheus_client import REGISTRY

from hub_ext.metrics.starts import OUTCOMES
from hub_ext.servers.engine import Engine, EngineCode, EngineError
from hub_ext.servers.messages import REFUSALS
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.servers.turns import Turns
from hub_ext.servers.warm.pool import Pool
from hub_ext.servers.warm.start import WarmStart
from hub_ext.settings import HubSettings
from tests.unit.servers.conftest import Spawners
from tests.unit.servers.fakes import NETWORK, NO_ENGINE, FakeAgent, FakeEngine, FakeProcesses
from tests.waiting import eventually


class Numbers:
    """What was counted since this was made."""

    def __init__(self) -> None:
        self._before = self._all()

    def __getitem__(self, key: tuple[str, ...]) -> float:
        return self._all().get(key, 0.0) - self._before.get(key, 0.0)

    @staticmethod
    def _all() -> dict[tuple[str, ...], float]:
        return {
            (sample.name.removeprefix("eduhub_"), *sample.labels.values()): sample.value
            for family in REGISTRY.collect()
            if family.name.startswith("eduhub_")
            for sample in family.samples
        }


@pytest.fixture
def numbers() -> Numbers:
    return Numbers()


async def test_a_server_made_for_its_person(spawner: PlatformSpawner, numbers: Numbers) -> None:
    await spawner.start()

    assert numbers["starts_total", "cold", "ok"] == 1
    assert numbers["start_seconds_count", "cold"] == 1
    for phase in ("turn", "home", "container", "ready"):
        assert numbers["start_phase_seconds_count", "cold", phase] == 1
    assert numbers["start_phase_seconds_count", "cold", "claim"] == 0
    assert numbers["starts_under_way", "running"] == 0


@pytest.fixture
def warm_pool(
    settings: HubSettings,
    engine: FakeEngine,
    agent: FakeAgent,
    processes: FakeProcesses,
    pool: Pool,
    monkeypatch: pytest.MonkeyPatch,
) -> Pool:
    """Where starts look for a server that waits."""
    warm = WarmStart(settings, engine, agent.client, processes.claims, pool, NETWORK, pool._log)
    monkeypatch.setattr(PlatformSpawner, "warm", warm)
    return pool


async def test_a_server_that_waited(
    spawner: PlatformSpawner, warm_pool: Pool, numbers: Numbers
) -> None:
    assert await warm_pool.add()
    await spawner.start()

    assert numbers["starts_total", "warm", "ok"] == 1
    assert numbers["start_phase_seconds_count", "warm", "claim"] == 1
    assert numbers["start_phase_seconds_count", "warm", "container"] == 0
    assert numbers["pool_claims_total", "claimed"] == 1


@pytest.mark.usefixtures("warm_pool")
async def test_a_pool_without_a_server(spawner: PlatformSpawner, numbers: Numbers) -> None:
    await spawner.start()

    assert numbers["pool_claims_total", "empty"] == 1
    assert numbers["starts_total", "cold", "ok"] == 1


async def test_a_start_that_is_refused_says_why(
    spawner: PlatformSpawner, engine: FakeEngine, numbers: Numbers
) -> None:
    engine.faults["create"] = EngineError(EngineCode.NOT_FOUND, "No such image: x")
    with pytest.raises(SpawnException):
        await spawner.start()

    assert numbers["starts_total", "cold", "image-missing"] == 1
    assert numbers["start_seconds_count", "cold"] == 0


async def test_a_home_that_cannot_be_opened_is_of_no_kind(
    spawner: PlatformSpawner, agent: FakeAgent, numbers: Numbers
) -> None:
    agent.faults["open"] = "object-store-refused"
    with pytest.raises(SpawnException):
        await spawner.start()

    assert numbers["starts_total", "none", "object-store-refused"] == 1


async def test_who_waits_for_a_turn_and_gives_up(
    spawners: Spawners, monkeypatch: pytest.MonkeyPatch, numbers: Numbers
) -> None:
    turns = Turns(1)
    monkeypatch.setattr(PlatformSpawner, "_turns", turns)
    async with turns.turn(lambda *_: None):
        start = asyncio.create_task(spawners().start())

        async def waits() -> bool:
            return numbers["starts_under_way", "waiting"] == 1

        await eventually(waits, 5, "the start waits")
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start

    assert numbers["starts_total", "none", "cancelled"] == 1
    assert numbers["starts_under_way", "waiting"] == 0


def test_every_refusal_is_an_outcome() -> None:
    assert set(REFUSALS) <= set(OUTCOMES)


@NO_ENGINE
async def test_calls_to_an_engine_that_is_not_there(no_engine: Engine, numbers: Numbers) -> None:
    with pytest.raises(EngineError):
        await no_engine.inspect("x")
    with pytest.raises(EngineError):
        await no_engine.start("x")

    assert numbers["engine_call_seconds_count", "questions", "engine-unreachable"] == 1
    assert numbers["engine_call_seconds_count", "work", "engine-unreachable"] == 1
