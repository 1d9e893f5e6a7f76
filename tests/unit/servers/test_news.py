"""What is heard of containers, from an engine on a socket of its own."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from hub_ext.servers import news as news_module
from hub_ext.servers.news import ContainerNews
from tests.unit.servers.conftest import Spawners
from tests.unit.servers.fakes import FakeEngine
from tests.waiting import eventually

LOG = logging.getLogger("test")


class EventEngine:
    """Answers ``GET /events`` with what a test sends."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.streams: list[web.StreamResponse] = []
        self.asked: list[str] = []
        self.status = 200
        self.opened = 0
        self._cut = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        application = web.Application()
        application.router.add_get("/events", self._events)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        await web.UnixSite(runner, str(self.socket)).start()
        try:
            yield
        finally:
            await runner.cleanup()
            self.socket.unlink(missing_ok=True)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.query["filters"])
        if self.status != 200:
            return web.Response(status=self.status)
        stream = web.StreamResponse()
        await stream.prepare(request)
        self.streams.append(stream)
        self.opened += 1
        await self._cut.wait()
        return stream

    async def tell(self, container_id: str, what: str = "die") -> None:
        event = {"Type": "container", "Action": what, "Actor": {"ID": container_id}}
        await self.streams[-1].write(f"{json.dumps(event)}\n".encode())

    def cut(self) -> None:
        """End every stream that is open."""
        self._cut.set()
        self._cut = asyncio.Event()


@pytest.fixture
async def engine_of_events(tmp_path: Path) -> AsyncIterator[EventEngine]:
    engine = EventEngine(tmp_path / "engine.sock")
    async with engine.running():
        yield engine


@pytest.fixture
async def news(engine_of_events: EventEngine) -> AsyncIterator[ContainerNews]:
    news = ContainerNews("eduhub", f"unix://{engine_of_events.socket}", silence=5)
    task = asyncio.create_task(news.follow(LOG))
    yield news
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _opened(engine: EventEngine, times: int) -> None:
    async def opened() -> bool:
        return engine.opened >= times

    await eventually(opened, 10, f"the stream was opened {times} times")


async def _as_before(news: ContainerNews, container: str, looked: float, expected: bool) -> None:
    async def is_so() -> bool:
        return news.is_as_before(container, looked) is expected

    await eventually(is_so, 10, f"{container} is {'as' if expected else 'not as'} before")


async def test_silence_means_that_nothing_has_changed(
    engine_of_events: EventEngine, news: ContainerNews
) -> None:
    assert not news.is_as_before("one", time.monotonic()), "nothing is heard yet"
    await _opened(engine_of_events, 1)
    await asyncio.sleep(0.05)
    looked = time.monotonic()
    assert news.is_as_before("one", looked)
    await engine_of_events.tell("one")
    await _as_before(news, "one", looked, expected=False)
    assert news.is_as_before("other", looked)
    # Until somebody looks again.
    assert news.is_as_before("one", time.monotonic())
    filters = json.loads(engine_of_events.asked[0])
    assert filters["label"] == ["eduhub.instance=eduhub"]
    assert "die" in filters["event"]


async def test_what_was_missed_is_not_known(
    engine_of_events: EventEngine, news: ContainerNews
) -> None:
    await _opened(engine_of_events, 1)
    await asyncio.sleep(0.05)
    looked = time.monotonic()
    assert news.is_as_before("one", looked)
    engine_of_events.cut()
    await _opened(engine_of_events, 2)
    await _as_before(news, "one", looked, expected=False)
    await _as_before(news, "one", time.monotonic() + 1, expected=True)


async def test_a_look_that_is_long_ago_is_made_again(
    engine_of_events: EventEngine, news: ContainerNews, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _opened(engine_of_events, 1)
    await asyncio.sleep(0.05)
    looked = time.monotonic()
    assert news.is_as_before("one", looked)
    monkeypatch.setattr(news_module, "LOOK_INTERVAL", 0)
    assert not news.is_as_before("one", looked)


@pytest.mark.parametrize("answer", ["refused", "gone", "nonsense"])
async def test_an_engine_that_does_not_tell_is_one_line_and_tried_again(
    engine_of_events: EventEngine,
    news: ContainerNews,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    answer: str,
) -> None:
    monkeypatch.setattr(news_module, "_AFTER_FAILURE", 0.01)
    await _opened(engine_of_events, 1)
    if answer == "nonsense":
        await engine_of_events.streams[-1].write(b"no JSON\n")
    elif answer == "refused":
        engine_of_events.status = 500
        engine_of_events.cut()
    else:
        engine_of_events.socket.unlink()
        engine_of_events.cut()

    async def logged() -> bool:
        return "are not heard" in caplog.text

    await eventually(logged, 10, "it is in the log")
    looked = time.monotonic()
    if answer != "nonsense":
        await asyncio.sleep(0.1)
        assert not news.is_as_before("one", looked)
        assert caplog.text.count("are not heard") == 1


async def test_a_silent_stream_is_opened_anew(tmp_path: Path) -> None:
    engine = EventEngine(tmp_path / "engine.sock")
    async with engine.running():
        news = ContainerNews("eduhub", f"unix://{engine.socket}", silence=0.1)
        task = asyncio.create_task(news.follow(LOG))
        await _opened(engine, 3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        engine.cut()


async def test_a_poll_asks_the_engine_once_and_then_when_something_was_heard(
    spawners: Spawners,
    engine: FakeEngine,
    engine_of_events: EventEngine,
    news: ContainerNews,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spawner = spawners()
    monkeypatch.setattr(type(spawner), "news", news)
    await spawner.start()
    await _opened(engine_of_events, 1)
    await asyncio.sleep(0.05)
    engine.calls.clear()
    for _ in range(5):
        assert await spawner.poll() is None
    assert engine.calls == ["inspect"]
    engine.end(spawner.object_id, 3)
    assert await spawner.poll() is None, "nothing was heard"
    await engine_of_events.tell(spawner.object_id)

    async def ended() -> bool:
        return await spawner.poll() == 3

    await eventually(ended, 10, "the end was heard")
