"""A proxy that has forgotten everything is told again; one that has not is left alone."""

import asyncio
import inspect
import logging
from types import SimpleNamespace
from typing import Any

import pytest
from jupyterhub.app import JupyterHub

from hub_ext import proxy_watch


class PretendedProxy:
    def __init__(self) -> None:
        self.routes: dict[str, Any] = {"/": {}, "/user/student1/": {}}
        self.told: list[tuple[Any, Any, Any]] = []
        self.questions: asyncio.Queue[None] = asyncio.Queue()
        self.error: Exception | None = None

    async def get_all_routes(self) -> dict[str, Any]:
        self.questions.put_nowait(None)
        if self.error:
            raise self.error
        return self.routes

    async def check_routes(self, users: Any, services: Any, routes: Any) -> None:
        self.told.append((users, services, routes))
        self.routes = {"/": {}}

    async def asked_again(self) -> None:
        """Wait for a question that was put after this, and for what came of it."""
        for _ in range(self.questions.qsize() + 3):
            async with asyncio.timeout(5):
                await self.questions.get()


def pretended_app(proxy: PretendedProxy) -> Any:
    return SimpleNamespace(
        proxy=proxy,
        hub=SimpleNamespace(routespec="/"),
        users={"student1": 1},
        _service_map={"classroom": 2},
        _periodic_callbacks={"last_activity": object()},
    )


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy_watch, "CHECK_SECONDS", 0)


async def test_only_a_proxy_without_the_hubs_route_is_told() -> None:
    proxy = PretendedProxy()
    app = pretended_app(proxy)
    task = asyncio.create_task(proxy_watch.watch_proxy(app, logging.getLogger("test")))
    await proxy.asked_again()
    assert not proxy.told
    proxy.routes = {}
    await proxy.asked_again()
    assert proxy.told == [(app.users, app._service_map, {})]
    task.cancel()


async def test_a_proxy_that_does_not_answer_is_asked_again() -> None:
    proxy = PretendedProxy()
    proxy.error = OSError("no way")
    watch = proxy_watch.watch_proxy(pretended_app(proxy), logging.getLogger("test"))
    task = asyncio.create_task(watch)
    await proxy.asked_again()
    proxy.error, proxy.routes = None, {}
    await proxy.asked_again()
    assert len(proxy.told) == 1
    task.cancel()


def test_jupyterhub_has_what_is_looked_at() -> None:
    app = JupyterHub()
    assert app._periodic_callbacks == {}
    assert '_periodic_callbacks["last_activity"]' in inspect.getsource(JupyterHub.start)


async def test_before_the_hub_has_started_nobody_is_asked() -> None:
    proxy = PretendedProxy()
    app = pretended_app(proxy)
    app._periodic_callbacks = {}
    task = asyncio.create_task(proxy_watch.watch_proxy(app, logging.getLogger("test")))
    for _ in range(20):
        await asyncio.sleep(0)
    assert proxy.questions.empty()
    task.cancel()
