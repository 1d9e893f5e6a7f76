"""A CDN in front of the object store, as a real server that can be made to misbehave."""

import asyncio
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web

from tests.integration.storage.objectstore import BUCKET, ObjectStore

ERROR_HTML = b"<!DOCTYPE html><html><body><h1>Sorry</h1></body></html>"
ERROR_XML = b'<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code></Error>'
_TYPES = {".md": "text/markdown", ".ipynb": "application/x-ipynb+json"}


@dataclass(frozen=True)
class Misbehaviour:
    """What one key is answered with, in place of what is right."""

    status: int | None = None
    content_type: str | None = None
    body: bytes | None = None
    #: HEAD is not allowed.
    no_head: bool = False
    #: Without a length, in pieces.
    chunked: bool = False


class PretendedCdn:
    """What was asked of it, and what it does wrong."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self.address = ""
        self.wrong: dict[str, Misbehaviour] = {}
        #: For all keys.
        self.status: int | None = None
        #: Methods and keys, as they came.
        self.asked: list[tuple[str, str]] = []
        self.most_at_once = 0
        self._at_once = 0

    def mend(self) -> None:
        self.wrong, self.status, self.asked = {}, None, []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        self.asked.append((request.method, key))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            return await self._answer(request, key)
        finally:
            self._at_once -= 1

    async def _answer(self, request: web.Request, key: str) -> web.StreamResponse:
        wrong = self.wrong.get(key, Misbehaviour())
        if self.status is not None:
            return web.Response(status=self.status)
        if wrong.no_head and request.method == "HEAD":
            return web.Response(status=405)
        if wrong.status is not None:
            return web.Response(status=wrong.status, body=ERROR_XML)
        body = wrong.body if wrong.body is not None else await asyncio.to_thread(self._object, key)
        if body is None:
            return web.Response(status=404, body=ERROR_XML)
        ending = f".{key.rpartition('.')[2].lower()}"
        guessed = _TYPES.get(ending) or mimetypes.guess_type(f"x{ending}")[0]
        headers = {"Content-Type": wrong.content_type or guessed or "application/octet-stream"}
        if wrong.chunked:
            return await _in_pieces(request, headers, body)
        part = request.http_range
        if request.method == "GET" and part.stop is not None and body:
            headers["Content-Range"] = f"bytes 0-{min(part.stop, len(body)) - 1}/{len(body)}"
            return web.Response(status=206, headers=headers, body=body[part])
        return web.Response(headers=headers, body=body)

    def _object(self, key: str) -> bytes | None:
        client = self._store.platform
        try:
            return bytes(client.get_object(Bucket=BUCKET, Key=key)["Body"].read())
        except client.exceptions.NoSuchKey:
            return None


async def _in_pieces(
    request: web.Request, headers: dict[str, str], body: bytes
) -> web.StreamResponse:
    response = web.StreamResponse(headers=headers)
    response.enable_chunked_encoding()
    await response.prepare(request)
    if request.method != "HEAD":
        await response.write(body)
    return response


@contextmanager
def running_cdn(store: ObjectStore) -> Iterator[PretendedCdn]:
    """Serve in a thread of its own: the tool has the loop of the test's."""
    cdn = PretendedCdn(store)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="cdn")
    thread.start()

    async def start() -> web.AppRunner:
        application = web.Application()
        application.router.add_route("*", "/{key:.*}", cdn.answer)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        cdn.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    runner = asyncio.run_coroutine_threadsafe(start(), loop).result(30)
    try:
        yield cdn
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
