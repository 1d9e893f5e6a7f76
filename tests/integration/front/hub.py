"""What stands behind the proxy in these tests: answers with what arrived."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web


class Hub:
    """A hub, and everybody's server.

    Attributes
    ----------
    received
        Path and headers of each request, oldest first.
    seen
        Set by a test that has read the first event of the stream.
    """

    def __init__(self) -> None:
        self.received: list[tuple[str, dict[str, str]]] = []
        self.seen = asyncio.Event()

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[None]:
        """Answer on this port of all addresses."""
        application = web.Application(client_max_size=0)
        application.router.add_get("/{_:.*}/events", self._events)
        application.router.add_get("/{_:.*}/channels", self._channels)
        application.router.add_route("*", "/{_:.*}", self._answer)
        runner = web.AppRunner(application, shutdown_timeout=1)
        await runner.setup()
        # The proxy is in a container.
        await web.TCPSite(runner, "0.0.0.0", port).start()
        try:
            yield
        finally:
            await runner.cleanup()

    def _note(self, request: web.Request) -> dict[str, str]:
        headers = {name.title(): value for name, value in request.headers.items()}
        self.received.append((request.raw_path, headers))
        return headers

    async def _answer(self, request: web.Request) -> web.Response:
        headers = self._note(request)
        size = 0
        async for piece in request.content.iter_any():
            size += len(piece)
        told: dict[str, Any] = {"path": request.raw_path, "headers": headers, "size": size}
        status = 500 if request.path.endswith("/broken") else 200
        answer = web.json_response(told, status=status)
        answer.headers.add("Set-Cookie", "jupyterhub-session-id=1; Path=/")
        return answer

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """One event, and another when the first was read."""
        self._note(request)
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        await answer.write(b"data: one\n\n")
        await self.seen.wait()
        await answer.write(b"data: two\n\n")
        return answer

    async def _channels(self, request: web.Request) -> web.WebSocketResponse:
        self._note(request)
        channel = web.WebSocketResponse(max_msg_size=0)
        await channel.prepare(request)
        async for message in channel:
            if message.type == WSMsgType.BINARY:
                await channel.send_bytes(message.data)
        return channel
