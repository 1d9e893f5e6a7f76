"""The connection to a kernel, on one that is made up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench.lesson.channel import Channel, connected
from bench.lesson.diary import UnexpectedError
from tests.e2e.person import Person

type Opens = Callable[[], Awaitable[Channel]]


async def kernel(request: web.Request) -> web.WebSocketResponse:
    """Print what it is sent; hang up at ``break``, and raise an exception at ``raise``."""
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for frame in socket:
        asked = frame.json()
        code = asked["content"]["code"]
        if code == "break":
            await socket.close(code=1011)
            break

        async def say(
            kind: str, content: dict[str, Any], parent: str = asked["header"]["msg_id"]
        ) -> None:
            header = {"msg_id": parent} if parent else {}
            await socket.send_json({"msg_type": kind, "parent_header": header, "content": content})

        await say("status", {"execution_state": "idle"}, "")
        await say("status", {"execution_state": "busy"})
        if code == "raise":
            await say("error", {"traceback": []})
        await say("stream", {"text": code})
        await say("status", {"execution_state": "idle"})
    return socket


@pytest.fixture
async def opens() -> AsyncIterator[Opens]:
    """Connects to a kernel; every connection is closed after the test."""
    application = web.Application()
    application.router.add_get("/user/student1/api/kernels/one/channels", kernel)
    made: list[Channel] = []
    async with (
        TestServer(application) as server,
        Person(str(server.make_url("/")).rstrip("/"), "student1") as person,
    ):

        async def connect() -> Channel:
            made.append(await connected(person, "one"))
            return made[-1]

        yield connect
        for one in made:
            await one.close()


async def test_a_cell_s_output_is_its_own(opens: Opens) -> None:
    channel = await opens()
    assert await channel.run("first") == "first"
    assert await channel.run("second") == "second"
    assert not channel.ended.done()


async def test_an_exception_in_a_cell_is_an_error_and_the_next_cell_runs(opens: Opens) -> None:
    channel = await opens()
    with pytest.raises(UnexpectedError, match="an exception"):
        await channel.run("raise")
    assert await channel.run("next") == "next"


async def test_a_connection_that_breaks_is_an_error_at_once(opens: Opens) -> None:
    channel = await opens()
    with pytest.raises(UnexpectedError, match="the connection broke: 1011"):
        await channel.run("break")
    await asyncio.wait({channel.ended}, timeout=5)
    with pytest.raises(UnexpectedError, match="the connection broke: 1011"):
        await channel.run("more")
