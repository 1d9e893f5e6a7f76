"""The page of earlier versions on a real hub, with a real storage agent and a real store behind it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser
from traitlets.config import Config

import hub_ext.history
import hub_ext.history.handlers
import hub_ext.ops
import hub_ext.pages
from hub_ext.language import Language
from hub_ext.ops.audit import keep_audit_in, shared_audit
from hub_ext.settings import HubSettings
from tests.browser import chromium
from tests.integration.pretended import PretendedSpawner, pretended_servers
from tests.integration.storage.conftest import (  # noqa: F401 - fixtures
    agent,
    client,
    running_store,
    shared_agent,
    store,
)
from tests.integration.users.conftest import VisitorFactory, sqlite, visitor_of  # noqa: F401
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor, hub_config, running_hub
from tests.unit.users.settings import hub_settings

PASSWORD = "codingnplay"


@pytest.fixture
def language() -> Language:
    return "ko"


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """The folder of the audit log."""
    keep_audit_in(tmp_path)
    return tmp_path


def history_config(settings: HubSettings) -> Config:
    c = hub_config(settings)
    hub_ext.pages.configure(c, settings)
    hub_ext.history.configure(c, settings)
    hub_ext.ops.configure(c, settings)
    c.JupyterHub.spawner_class = PretendedSpawner
    return c


@pytest.fixture
async def hub(
    sqlite: Path,  # noqa: F811
    client: Any,  # noqa: F811
    audit: Path,
    language: Language,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Any]:
    """A hub with the demo people."""
    change_sqlite(sqlite, "UPDATE Users SET centerID = NULL WHERE userID = 'student2'")
    monkeypatch.setattr(hub_ext.history.handlers, "shared_storage", lambda _settings: client)
    settings = hub_settings(
        hub_mode="dev",
        auth="database,guest",
        hub_users_database=f"sqlite:///{sqlite}",
        hub_language=language,
    )
    with pretended_servers():
        async with running_hub(settings, history_config(settings)) as app:
            yield app
    shared_audit().close()


@pytest.fixture
async def browser(hub: Any) -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def student(hub: Any, visitor_of: VisitorFactory) -> Visitor:  # noqa: F811
    return await logged_in(visitor_of(hub), "student1")


@pytest.fixture
async def teacher(hub: Any, visitor_of: VisitorFactory) -> Visitor:  # noqa: F811
    return await logged_in(visitor_of(hub), "teacher11")


async def logged_in(visitor: Visitor, name: str) -> Visitor:
    await visitor.login(name, PASSWORD)
    assert await visitor.name() == name
    return visitor


@pytest.fixture
def path(request: pytest.FixtureRequest) -> str:
    """A notebook that no other test has."""
    return f"과제/내 노트북 {abs(hash(request.node.nodeid)):x}.ipynb"
