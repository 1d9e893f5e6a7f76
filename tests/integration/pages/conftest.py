"""A hub with the project's pages, and visitors who read them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from traitlets.config import Config

import hub_ext.pages
from hub_ext.settings import HubSettings
from tests.browser import chromium
from tests.integration.pages.reader import NoProxy, Reader
from tests.integration.pages.school import School, running_school
from tests.integration.pages.spawners import ScriptedSpawner
from tests.unit.users.settings import hub_settings

LogIn = Callable[[str], Awaitable[Reader]]


def pages_config(settings: HubSettings) -> Config:
    c = Config()
    hub_ext.pages.configure(c, settings)
    c.JupyterHub.proxy_class = NoProxy
    c.JupyterHub.bind_url = "http://127.0.0.1:8000/"
    c.JupyterHub.cookie_secret = bytes.fromhex(settings.hub_cookie_secret.get_secret_value())
    c.JupyterHub.authenticator_class = "dummy"
    c.JupyterHub.spawner_class = ScriptedSpawner
    c.Authenticator.allow_all = True
    c.Authenticator.admin_users = {"admin"}
    return c


@pytest.fixture(params=[("ko", "dev"), ("en", "production")], ids=["ko dev", "en production"])
def settings(request: pytest.FixtureRequest) -> HubSettings:
    language, mode = request.param
    return hub_settings(hub_language=language, hub_mode=mode)


@pytest.fixture
async def hub(settings: HubSettings, hub_app: Callable[..., Awaitable[Any]]) -> AsyncIterator[Any]:
    app = await hub_app(config=pages_config(settings))
    yield app
    # What pytest-jupyterhub leaves open.
    app.db.close()
    app.db.get_bind().dispose()
    app.db_file.close()


@pytest.fixture
async def reader(hub: Any) -> AsyncIterator[Reader]:
    async with Reader(hub) as reader:
        yield reader


@pytest.fixture
def log_in(reader: Reader) -> LogIn:
    async def enter(name: str) -> Reader:
        answer = await reader.log_in(name)
        assert answer.status_code == 302, answer.text
        return reader

    return enter


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=["ko", pytest.param("en", marks=pytest.mark.long)]
)
async def school(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[School]:
    """One for all tests of a file, in each language."""
    folder = tmp_path_factory.mktemp("school")
    async with running_school(request.param, folder) as school:
        yield school


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(school: School) -> AsyncIterator[Browser]:
    """Closed before the school is: a hub that ends cancels every task of its loop."""
    # Seconds at most, on a machine that has nothing else to do.
    expect.set_options(timeout=30_000)
    async with chromium() as browser:
        yield browser
