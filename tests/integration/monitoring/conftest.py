"""A hub and an agent at work, and a real Prometheus that asks both with its token every second."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from traitlets.config import Config

import hub_ext.logs.configuration
import hub_ext.metrics.configuration
import hub_ext.users.sync
from hub_ext.settings import HubSettings
from tests.integration.monitoring.promtool import Prometheus, configuration
from tests.integration.ops.hub import audited_config, audited_hub
from tests.integration.storage.agent import METRICS_TOKEN, AgentProcess
from tests.integration.storage.conftest import running_store, store
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.users.conftest import sqlite, sqlite_settings, visitor_of
from tests.unit.users.settings import hub_settings

__all__ = ["running_store", "sqlite", "store", "visitor_of"]


@pytest.fixture
def settings(sqlite: Path) -> HubSettings:
    values = sqlite_settings(sqlite) | {"auth": "database,dummy", "hub_log_format": "json"}
    return hub_settings(**values, hub_metrics_token=METRICS_TOKEN)


@pytest.fixture
def config(settings: HubSettings) -> Config:
    c = audited_config(settings)
    hub_ext.users.sync.configure(c, settings)
    hub_ext.metrics.configuration.configure(c, settings)
    hub_ext.logs.configuration.configure(c, settings)
    return c


@pytest.fixture
async def hub(settings: HubSettings, config: Config, tmp_path: Path) -> AsyncIterator[Any]:
    async with audited_hub(settings, tmp_path / "audit", config) as app:
        yield app


@pytest.fixture(scope="session")
def shared_agent(running_store: ObjectStore) -> Iterator[AgentProcess]:
    agent = AgentProcess(running_store, HUB_LOG_FORMAT="json")
    agent.start()
    yield agent
    agent.remove()


@pytest.fixture
def agent(shared_agent: AgentProcess, store: ObjectStore) -> AgentProcess:
    """An agent with a store that works; every test has people of its own."""
    return shared_agent


@pytest.fixture
def prometheus(hub: Any, agent: AgentProcess) -> Iterator[Prometheus]:
    changes = {
        "hub:8081": f"127.0.0.1:{hub.hub.port}",
        "storage-api:8700": agent.url.removeprefix("http://"),
        "15s": "1s",
        "/run/secrets/hub_metrics_token": "/etc/prometheus/token",
    }
    with configuration(changes, token=METRICS_TOKEN) as folder:
        prometheus = Prometheus(folder)
        prometheus.start()
        yield prometheus
        prometheus.stop()


@pytest.fixture
async def ask(hub: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who asks the hub for its numbers."""
    url = f"http://127.0.0.1:{hub.hub.port}/hub/"
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        yield client
