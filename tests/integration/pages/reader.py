"""Somebody who reads the hub's pages, straight from the hub."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import httpx
from jupyterhub.proxy import Proxy


class NoProxy(Proxy):
    """For readers who go to the hub directly; no server here ever runs."""

    async def start(self) -> None:
        """There is nothing to start."""

    async def stop(self) -> None:
        """There is nothing to stop."""

    async def add_route(self, routespec: str, target: str, data: Any) -> None:
        """Nobody takes this way."""

    async def delete_route(self, routespec: str) -> None:
        """Nobody takes this way."""

    async def get_all_routes(self) -> dict[str, Any]:
        """No routes."""
        return {}

    async def check_routes(self, *_: Any) -> None:
        """No routes."""


class Reader:
    """One browser's cookies, and the pages it gets.

    Parameters
    ----------
    app
        The running hub.
    language
        What the browser sends as ``Accept-Language``; nothing if empty.
    """

    def __init__(self, app: Any, language: str = "") -> None:
        self._http = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{app.hub.port}/hub/",
            headers={"Accept-Language": language} if language else {},
            timeout=30,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def get(self, path: str, *, follow: bool = False) -> httpx.Response:
        return await self._http.get(path, follow_redirects=follow)

    @asynccontextmanager
    async def watch(self, path: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """Follow a stream of events that has begun."""
        async with self._http.stream("GET", path) as answer:
            assert answer.status_code == 200
            yield (
                json.loads(line.removeprefix("data: "))
                async for line in answer.aiter_lines()
                if line.startswith("data: ")
            )

    async def post_login(self, name: str) -> httpx.Response:
        """Send the login form with the token of the page that was read last, if any."""
        fields = {
            "username": name,
            "password": "any",
            "_xsrf": self._http.cookies.get("_xsrf") or "",
        }
        return await self._http.post("login", data=fields)

    async def log_in(self, name: str) -> httpx.Response:
        """Open the login page, fill in the form and send it."""
        await self.get("login")
        return await self.post_login(name)
