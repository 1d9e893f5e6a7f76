"""An engine on a Unix socket that notes what it is asked, answers as it is told, and can be slow or broken."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

OURS, THEIRS = "a" * 64, "b" * 64


class PretendedEngine:
    """Two containers, of which one is this hub's."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.bodies: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.containers = {
            OURS: ("eduhub-student1", {"eduhub.instance": "eduhub"}),
            THEIRS: ("eduhub-student9", {"com.docker.compose.service": "hub"}),
        }
        #: Answered instead, by the end of the path.
        self.instead: dict[str, tuple[int, bytes]] = {}
        self.silent = asyncio.Event()
        self.silent.set()
        self.events: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.streams = 0

    @asynccontextmanager
    async def running(self, socket: Path) -> AsyncIterator[None]:
        server = web.Server(self._answer, access_log=None, handler_cancellation=True)
        loop = asyncio.get_running_loop()
        listening = await loop.create_unix_server(lambda: server(), str(socket))
        try:
            yield
        finally:
            listening.close()
            self.silent.set()
            await server.shutdown(0.5)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append((request.method, request.raw_path))
        self.headers.append(dict(request.headers))
        body = await request.read()
        self.bodies.append(json.loads(body) if body else None)
        await self.silent.wait()
        for end, (status, said) in self.instead.items():
            if request.path.endswith(end):
                return web.Response(status=status, body=said, content_type="application/json")
        if request.path == "/events":
            return await self._stream(request)
        return self._usual(request)

    def _usual(self, request: web.BaseRequest) -> web.Response:
        path = request.path
        if path == "/version":
            return web.json_response({"ApiVersion": "1.41", "Os": "linux", "KernelVersion": "6"})
        if path.endswith("/create"):
            return web.json_response({"Id": "c" * 64, "Warnings": []}, status=201)
        if path.endswith("/containers/json"):
            return web.json_response([])
        if path.endswith("/logs"):
            return web.Response(body=b"the last line\n", content_type="application/octet-stream")
        if path.endswith("/json") and "/containers/" in path:
            return self._describe(path.split("/")[-2])
        if path.endswith(("/json", "/update")):
            return web.json_response({"Id": "sha256:1"})
        return web.Response(status=204)

    def _describe(self, reference: str) -> web.Response:
        for key, (name, labels) in self.containers.items():
            if reference in {key, name}:
                config = {"Labels": labels, "Tty": True}
                return web.json_response({"Id": key, "Name": f"/{name}", "Config": config})
        return web.json_response({"message": f"No such container: {reference}"}, status=404)

    async def _stream(self, request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        self.streams += 1
        try:
            while (piece := await self.events.get()) is not None:
                await response.write(piece)
        finally:
            self.streams -= 1
        return response
