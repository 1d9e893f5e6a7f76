"""A provider with the faults that no certified one can be given."""

import asyncio
import json
from typing import Any

from aiohttp import web


class BrokenProvider:
    """Answers what the standard asks for, and what a test puts into `answers` by path instead.

    Attributes
    ----------
    issuer
        Its ``HUB_OAUTH_ISSUER``.
    answers
        A path's document, text, status, or redirect; None for no answer at all.
    asked
        The paths, as they were asked.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[str] = []
        self._over = asyncio.Event()

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.issuer = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.answers = {
            "/.well-known/openid-configuration": self.document(),
            "/token": {"access_token": "SECRET-TOKEN", "token_type": "Bearer"},
            "/userinfo": {"sub": "student1"},
        }

    def document(self, **changes: Any) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
        } | changes

    async def stop(self) -> None:
        self._over.set()
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        match self.answers.get(request.path, 404):
            case None:
                await self._over.wait()
                return web.Response()
            case int(status):
                return web.json_response({"error": "SECRET"}, status=status)
            case str(text) if text.startswith("http"):
                return web.Response(status=302, headers={"Location": text})
            case str(text):
                return web.Response(text=text)
            case document:
                return web.Response(text=json.dumps(document), content_type="application/json")
