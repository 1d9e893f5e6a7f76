"""The pool is filled when nobody needs the machine more."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from hub_ext.servers.engine import EngineCode, EngineError
from hub_ext.servers.warm import keeper as keeper_module
from hub_ext.servers.warm.keeper import PoolKeeper, available_memory
from hub_ext.servers.warm.pool import Pool
from tests.unit.servers.fakes import FakeAgent, FakeEngine
from tests.waiting import eventually

LOG = logging.getLogger("test")


@dataclass
class Kept:
    """A pool that somebody keeps, as quickly as a test wants it."""

    pool: Pool
    engine: FakeEngine
    keeper: PoolKeeper
    wanted: list[int] = field(default_factory=lambda: [3])

    async def has(self, number: int) -> None:
        async def so_many() -> bool:
            return self.pool.size == number

        await eventually(so_many, 5, f"{number} servers wait")

    async def looks_again(self) -> None:
        """Return when the keeper has been round twice."""
        before = self.engine.calls.count("containers")

        async def looked() -> bool:
            return self.engine.calls.count("containers") >= before + 2

        await eventually(looked, 5, "the keeper has looked")


@pytest.fixture
def kept(pool: Pool, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Kept:
    for name, seconds in {
        "_LOOK_INTERVAL": 0.01,
        "_QUIET_SECONDS": 0.1,
        "_STEP": 0.005,
        "_AFTER_FAILURE": 0.02,
    }.items():
        monkeypatch.setattr(keeper_module, name, seconds)
    monkeypatch.setattr(keeper_module, "available_memory", lambda: 0.5)
    wanted = [3]
    keeper = PoolKeeper(pool, engine, "image", lambda _: wanted[0], LOG)
    return Kept(pool, engine, keeper, wanted)


@asynccontextmanager
async def running(kept: Kept) -> AsyncIterator[None]:
    task = asyncio.create_task(kept.keeper.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_is_filled_and_emptied_as_it_is_wanted(kept: Kept, agent: FakeAgent) -> None:
    async with running(kept):
        await kept.has(3)
        kept.wanted[0] = 5
        await kept.has(5)
        kept.wanted[0] = 1
        await kept.has(1)
        await kept.looks_again()
    assert len(kept.engine.all) == len(agent.places) == 1


async def test_nothing_is_started_in_advance_while_people_start(kept: Kept) -> None:
    async with running(kept):
        await kept.has(3)
        for _ in range(20):
            kept.keeper.note_start()
            await asyncio.sleep(0.01)
            if kept.pool.size == 3:
                kept.pool.take()
        assert kept.pool.size == 2
        await kept.has(3)


async def test_nothing_is_started_in_advance_when_memory_runs_short(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "available_memory", lambda: 0.14)
    async with running(kept):
        await kept.looks_again()
        assert kept.pool.size == 0
        monkeypatch.setattr(keeper_module, "available_memory", lambda: 0.16)
        await kept.has(3)


async def test_another_image_replaces_what_waits(kept: Kept) -> None:
    async with running(kept):
        await kept.has(3)
        before = set(kept.engine.all)
        kept.engine.image = "sha256:2"

        async def all_new() -> bool:
            return kept.pool.size == 3 and not before & set(kept.engine.all)

        await eventually(all_new, 5, "all are of the new image")


async def test_one_that_dies_is_replaced(kept: Kept) -> None:
    async with running(kept):
        await kept.has(3)
        dead = next(iter(kept.engine.all))
        kept.engine.end(dead, 137)

        async def replaced() -> bool:
            return dead not in kept.engine.all and kept.pool.size == 3

        await eventually(replaced, 5, "another one waits instead")


async def test_an_engine_that_is_away_is_one_line_and_then_all_goes_on(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    kept.engine.faults["image_id"] = EngineError(EngineCode.UNREACHABLE, "no such file")
    kept.engine.faults["create"] = EngineError(EngineCode.UNREACHABLE, "no such file")
    async with running(kept):

        async def tried() -> bool:
            return kept.engine.calls.count("image_id") >= 3

        await eventually(tried, 5, "it was tried three times")
        assert caplog.text.count("are not looked after") == 1
        kept.engine.faults.clear()
        await kept.has(3)


def test_memory_is_a_part_of_the_whole() -> None:
    assert 0 < available_memory() < 1
