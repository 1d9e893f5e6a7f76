"""``/hub/ready`` of a real hub, over real and over dead parts."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

import hub_ext.ready
from hub_ext.ready import handler
from hub_ext.servers.engine import Engine
from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.models import Health
from tests.integration.users.conftest import VisitorFactory, sqlite, sqlite_settings, visitor_of
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import NoProxy, hub_config, running_hub
from tests.unit.servers.fakes import NO_ENGINE, let_go
from tests.unit.users.settings import hub_settings

__all__ = ["sqlite", "visitor_of"]

WELL = dict.fromkeys(("database", "storage", "engine", "proxy"), "ok")


class Agent(StorageClient):
    """An agent that is well until somebody says otherwise."""

    error: StorageError | None = None

    async def health(self) -> Health:
        if self.error:
            raise self.error
        return Health(object_store="reachable", lessons="mounted")


class ProxyWithRoute(NoProxy):
    """A proxy that leads to the hub until somebody says otherwise."""

    leads = True

    async def get_all_routes(self) -> dict[str, Any]:
        return {self.app.hub.routespec: {}} if self.leads else {}


@pytest.fixture
async def agent(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Agent]:
    async with Agent("http://127.0.0.1:9", "token") as agent:
        monkeypatch.setattr(handler, "shared_storage", lambda _settings: agent)
        yield agent


@pytest.fixture
async def engine(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Engine]:
    """The real one; with the parameter ``down`` one that does not listen."""
    down = getattr(request, "param", "") == "down"
    engine = Engine(f"unix://{tmp_path}/no.sock") if down else Engine()
    monkeypatch.setattr(handler, "shared_engine", lambda: engine)
    yield engine
    let_go(engine)


@pytest.fixture
async def hub(sqlite: Path, agent: Agent, engine: Engine) -> AsyncIterator[Any]:
    settings = hub_settings(**sqlite_settings(sqlite))
    config: Config = hub_config(settings)
    hub_ext.ready.configure(config, settings)
    config.JupyterHub.proxy_class = ProxyWithRoute
    async with running_hub(settings, config) as app:
        yield app


async def ask(hub: Any, visitor_of: VisitorFactory) -> tuple[int, dict[str, Any]]:
    # Whatever was found a moment ago.
    hub.tornado_application.settings.pop(handler._KEPT, None)
    answer = await visitor_of(hub).http.get("ready")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    return answer.status_code, answer.json()


@pytest.mark.docker
async def test_it_is_ready_when_every_part_answers(hub: Any, visitor_of: VisitorFactory) -> None:
    assert await ask(hub, visitor_of) == (200, {"ready": True, "parts": WELL})


@pytest.mark.docker
async def test_each_part_that_is_broken_is_named_and_nothing_is_said_of_it(
    hub: Any, agent: Agent, sqlite: Path, visitor_of: VisitorFactory
) -> None:
    async def broken() -> list[str]:
        status, answer = await ask(hub, visitor_of)
        assert (status, answer["ready"]) == (503, False)
        assert set(answer) == {"ready", "parts"}
        assert set(answer["parts"].values()) == {"ok", "broken"}
        return [name for name, state in answer["parts"].items() if state == "broken"]

    agent.error = StorageError(ErrorCode.AGENT_UNREACHABLE, "http://storage-api:8700 is down")
    assert await broken() == ["storage"]
    agent.error = None
    hub.proxy.leads = False
    assert await broken() == ["proxy"]
    hub.proxy.leads = True
    change_sqlite(sqlite, "ALTER TABLE Users RENAME TO Kept")
    assert await broken() == ["database"]


@NO_ENGINE
@pytest.mark.parametrize("engine", ["down"], indirect=True)
async def test_an_engine_that_is_down(hub: Any, visitor_of: VisitorFactory) -> None:
    assert await ask(hub, visitor_of) == (
        503, {"ready": False, "parts": WELL | {"engine": "broken"}},
    )  # fmt: skip


async def test_whoever_asks_is_nobody_whatever_they_show(
    hub: Any, visitor_of: VisitorFactory
) -> None:
    visitor = visitor_of(hub)
    answer = await visitor.http.get("ready", headers={"Authorization": "token of-nobody"})
    assert answer.status_code in {200, 503}
