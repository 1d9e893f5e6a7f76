"""A hub with our logins in this process, over SQLite or the real development database."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tornado.httpserver import HTTPServer

from hub_ext.bodies import limit_bodies
from hub_ext.settings import HubSettings
from tests.integration.users.demo_table import make_sqlite
from tests.integration.users.hub import Visitor, running_hub
from tests.integration.users.mariadb import MariaDB
from tests.integration.users.oauth_fixtures import arrive, broken, oidc  # noqa: F401 - fixtures
from tests.unit.users.settings import hub_settings

HubFactory = Callable[[HubSettings], Awaitable[Any]]
VisitorFactory = Callable[..., Visitor]


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    database = MariaDB.start()
    yield database
    database.stop()


@pytest.fixture
def limited() -> Iterator[None]:
    """The limit of bodies that the hub's own process has, taken back afterwards."""
    saved = HTTPServer._save_configuration()
    limit_bodies()
    yield
    HTTPServer._restore_configuration(saved)


@pytest.fixture
def sqlite(tmp_path: Path) -> Path:
    """A database file of the test's own."""
    return make_sqlite(tmp_path / "users.sqlite")


def sqlite_settings(file: Path) -> dict[str, Any]:
    return {"hub_mode": "dev", "auth": "database", "hub_users_database": f"sqlite:///{file}"}


def mariadb_settings(mariadb: MariaDB, **values: Any) -> dict[str, Any]:
    return {
        "hub_mode": "dev",
        "auth": "database",
        "db_host": "127.0.0.1",
        "db_port": mariadb.port,
        "db_password": "dev-password",
        **values,
    }


@pytest.fixture
async def start_hub() -> AsyncIterator[HubFactory]:
    """Starts the one hub of a test with given settings."""
    async with AsyncExitStack() as stack:

        async def start(settings: HubSettings) -> Any:
            return await stack.enter_async_context(running_hub(settings))

        yield start


@pytest.fixture
def sqlite_hub_settings(sqlite: Path) -> dict[str, Any]:
    return sqlite_settings(sqlite)


@pytest.fixture
async def hub(start_hub: HubFactory, sqlite_hub_settings: dict[str, Any]) -> Any:
    """A hub with the demo people."""
    return await start_hub(hub_settings(**sqlite_hub_settings))


@pytest.fixture
async def visitor_of() -> AsyncIterator[VisitorFactory]:
    """Makes visitors of a hub, each at an address of their own unless it is given."""
    async with AsyncExitStack() as stack:
        addresses = (f"203.0.113.{number}" for number in count(1))
        people = []

        def arrive(app: Any, address: str | None = None) -> Visitor:
            people.append(Visitor(app, address or next(addresses)))
            return people[-1]

        yield arrive
        for person in people:
            await stack.enter_async_context(person)
