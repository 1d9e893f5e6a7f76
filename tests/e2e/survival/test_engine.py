"""The engine is away in the middle of a lesson: containers run on, as they do with `live-restore`."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from hub_ext.servers.messages import REFUSALS
from tests.e2e.breaking import composed_with, crash
from tests.e2e.person import Person
from tests.e2e.stack import Stack
from tests.e2e.survival.engine_relay import ENGINE, EngineRelay, who_asks_the_engine
from tests.e2e.survival.lesson import NEWCOMER, Lesson, newcomer_starts
from tests.reliability import Reliability
from tests.waiting import wait_until

# The system is brought up anew in some, with other services.
pytestmark = pytest.mark.timeout(300)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def led_through(
    stack: Stack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[EngineRelay]:
    """Whatever of the system asks the engine has to come by here."""
    folder = tmp_path_factory.mktemp("engine")
    with EngineRelay(folder / "engine.sock") as relay:
        bind = {"volumes": [f"{folder}/engine.sock:{ENGINE}"]}
        services = dict.fromkeys(who_asks_the_engine(stack), bind)
        assert services
        async with composed_with(stack, folder / "relay.yml", services):
            yield relay


@pytest.fixture
def engine(led_through: EngineRelay) -> Iterator[EngineRelay]:
    """Up before and after, whatever a test does to it."""
    yield led_through
    led_through.up()


@pytest.mark.survival("engine restarted")
async def test_a_lesson_outlives_the_engine(
    stack: Stack, engine: EngineRelay, lesson: Lesson, reliability: Reliability
) -> None:
    async with lesson.undisturbed():
        engine.down()
        async with Person(stack.url, NEWCOMER) as newcomer:
            await newcomer.log_in()
            told = await newcomer.refused_start()
        assert told == REFUSALS["engine-unreachable"].ko
        # What is not known is not gone: the hub has looked, and everybody's server is there.
        await said(stack, "Docker engine does not answer")
        await lesson.as_it_was()
        engine.up()
        reliability.seconds(await lesson.normal())
        await newcomer_starts(stack)


@pytest.mark.survival("engine down while the hub starts")
async def test_a_hub_starts_without_an_engine_and_gives_nobody_up(
    stack: Stack, engine: EngineRelay, lesson: Lesson, reliability: Reliability
) -> None:
    async with lesson.undisturbed():
        engine.down()
        await asyncio.to_thread(crash, stack, "hub")
        await lesson.normal()
        await said(stack, "Docker engine does not answer")
        await lesson.as_it_was()
        engine.up()
        reliability.seconds(await lesson.normal())
        await newcomer_starts(stack)


async def said(stack: Stack, line: str) -> None:
    """Wait until it is in the hub's log of the last minute."""
    await asyncio.to_thread(
        wait_until, lambda: line in stack.logs("hub", since="60s"), 60, f"the hub says: {line}"
    )
