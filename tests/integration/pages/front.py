"""The hub and the class page at one address, as the proxy puts them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
from aiohttp import web
from yarl import URL

from hub_ext.classroom.configuration import PREFIX

#: What one connection says of itself, and not of the next.
_OF_A_CONNECTION: Final = ("Connection", "Keep-Alive", "Transfer-Encoding")


@asynccontextmanager
async def front(hub: str, class_page: str) -> AsyncIterator[str]:
    """Pass on every request, and every answer bit by bit as it comes; the address."""

    async def pass_on(request: web.Request) -> web.StreamResponse:
        behind = class_page if request.path.startswith(PREFIX) else hub
        asked = session.request(
            request.method,
            URL(behind + request.raw_path, encoded=True),
            headers=request.headers,
            data=await request.read(),
            allow_redirects=False,
        )
        async with asked as answer:
            response = web.StreamResponse(status=answer.status, headers=answer.headers)
            for name in _OF_A_CONNECTION:
                response.headers.popall(name, None)
            try:
                await response.prepare(request)
                async for part in answer.content.iter_any():
                    await response.write(part)
            except ConnectionResetError:
                # Whoever asked has left the page.
                pass
            return response

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", pass_on)
    runner = web.AppRunner(application, shutdown_timeout=1)
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
    ) as session:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        await runner.cleanup()
