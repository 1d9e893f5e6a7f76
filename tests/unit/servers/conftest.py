"""A spawner as JupyterHub makes it, between an engine and a storage agent that tests control."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyterhub import orm
from jupyterhub.objects import Hub
from jupyterhub.user import User
from traitlets.config import Config

from hub_ext.prepare import GENERATED
from hub_ext.servers import traits as servers
from hub_ext.servers import watched, watching
from hub_ext.servers.engine import Engine
from hub_ext.servers.news import ContainerNews
from hub_ext.servers.orphans import OrphanSweep
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.servers.turns import Turns
from hub_ext.servers.warm.pool import Pool
from hub_ext.settings import HubSettings
from tests.unit.servers.fakes import FakeAgent, FakeEngine, FakeProcesses, let_go

SECRET = "0123456789abcdef" * 4

Spawners = Callable[..., PlatformSpawner]


def make_settings(**values: Any) -> HubSettings:
    """Settings of development with what a test is about."""
    secrets = dict.fromkeys((name.lower() for name in GENERATED), SECRET)
    return HubSettings.model_validate({"hub_mode": "dev"} | secrets | values)


@pytest.fixture
def settings() -> HubSettings:
    return make_settings()


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def no_engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine that does not listen."""
    engine = Engine(f"unix://{tmp_path}/no.sock")
    yield engine
    let_go(engine)


@pytest.fixture
def agent() -> FakeAgent:
    return FakeAgent()


@pytest.fixture
def database() -> Iterator[Any]:
    session = orm.new_session_factory("sqlite:///:memory:")()
    yield session
    session.close()
    session.get_bind().dispose()


def hub_user(database: Any, settings: HubSettings, name: str, role: str) -> User:
    """A person whom the hub knows, with what the login stored about them."""
    config = Config()
    servers.configure(config, settings)
    known = orm.User.find(database, name)
    if known is None:
        known = orm.User(name=name)
        database.add(known)
        database.commit()
    user = User(
        known,
        {"config": config, "hub": Hub(base_url="/hub/"), "spawner_class": PlatformSpawner},
        db=database,
    )

    async def get_auth_state() -> dict[str, Any]:
        return {"user_id": name, "role": role}

    setattr(user, "get_auth_state", get_auth_state)  # noqa: B010 - a method of an untyped class
    return user


@pytest.fixture
def spawners(
    monkeypatch: pytest.MonkeyPatch,
    database: Any,
    settings: HubSettings,
    engine: FakeEngine,
    agent: FakeAgent,
) -> Spawners:
    """Make the spawner of one person, as after a login or as after a restart of the hub."""

    async def port_is_open(*_: object) -> bool:
        return True

    monkeypatch.setattr(watched, "shared_engine", lambda: engine)
    monkeypatch.setattr(watched, "shared_storage", lambda _settings: agent.client)
    monkeypatch.setattr(watching, "port_is_open", port_is_open)
    monkeypatch.setattr(PlatformSpawner, "_sweep", OrphanSweep())
    monkeypatch.setattr(PlatformSpawner, "_turns", Turns(8))
    monkeypatch.setattr(watched, "shared_news", lambda _: ContainerNews("eduhub"))

    def make(
        name: str = "student1", role: str = "student", state: dict[str, Any] | None = None
    ) -> PlatformSpawner:
        spawner: PlatformSpawner = hub_user(database, settings, name, role).spawners[""]
        # What JupyterHub has written down before it calls `start`.
        spawner.orm_spawner.server = orm.Server(base_url=f"/user/{name}/")
        database.commit()
        if state is not None:
            spawner.load_state(state)
        return spawner

    return make


@pytest.fixture
def spawner(spawners: Spawners) -> PlatformSpawner:
    return spawners()


@pytest.fixture
def processes(settings: HubSettings) -> FakeProcesses:
    return FakeProcesses(settings)


@pytest.fixture
def pool(
    settings: HubSettings, engine: FakeEngine, agent: FakeAgent, processes: FakeProcesses
) -> Pool:
    return Pool(settings, engine, agent.client, processes.claims, logging.getLogger("test"))
