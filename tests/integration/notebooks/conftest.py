"""The interface on a real hub, with a real storage agent and a real store behind it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from traitlets.config import Config

import hub_ext.notebooks
import hub_ext.notebooks.handlers
import hub_ext.ops
import hub_ext.pages
from hub_ext.language import LanguageSetting
from hub_ext.ops.audit import keep_audit_in, shared_audit
from hub_ext.settings import HubSettings
from tests.integration.pretended import PretendedSpawner, pretended_servers
from tests.integration.storage.conftest import (  # noqa: F401 - fixtures
    agent,
    client,
    running_store,
    shared_agent,
    store,
)
from tests.integration.users.conftest import VisitorFactory, sqlite, visitor_of  # noqa: F401
from tests.integration.users.hub import Visitor, hub_config, running_hub
from tests.integration.users.platform import SINGLE_SIGN_ON
from tests.unit.users.settings import hub_settings

PASSWORD = "codingnplay"


def notebooks_config(settings: HubSettings) -> Config:
    c = hub_config(settings)
    hub_ext.pages.configure(c, settings)
    hub_ext.notebooks.configure(c, settings)
    hub_ext.ops.configure(c, settings)
    c.JupyterHub.spawner_class = PretendedSpawner
    # Every refusal would be written down with all that was asked.
    c.JupyterHub.log_level = "ERROR"
    return c


@pytest.fixture
def sign_on() -> dict[str, Any]:
    """What the hub knows of the platform's own pages."""
    return SINGLE_SIGN_ON


@pytest.fixture
def settings(sqlite: Path, sign_on: dict[str, Any]) -> HubSettings:  # noqa: F811
    values = sign_on | {"auth": "database,guest,jwt"}
    return hub_settings(
        hub_mode="dev",
        hub_users_database=f"sqlite:///{sqlite}",
        hub_language=LanguageSetting.BROWSER,
        **values,
    )


@pytest.fixture
async def hub(
    settings: HubSettings,
    client: Any,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Any]:
    """A hub with the demo people."""
    keep_audit_in(tmp_path)
    monkeypatch.setattr(hub_ext.notebooks.handlers, "shared_storage", lambda _settings: client)
    with pretended_servers():
        async with running_hub(settings, notebooks_config(settings)) as app:
            yield app
    shared_audit().close()


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture
async def platform(hub: Any, settings: HubSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The platform's own server."""
    token = settings.hub_platform_token.get_secret_value()
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{hub.hub.port}/hub/",
        headers={"Authorization": f"token {token}"},
        timeout=70,
    ) as http:
        yield http


async def logged_in(visitor: Visitor, name: str) -> Visitor:
    """Come in as somebody, and send what the hub's own pages send with each request."""
    await visitor.login(name, PASSWORD)
    assert await visitor.name() == name
    await visitor.http.get("home")
    visitor.http.headers["X-XSRFToken"] = visitor.http.cookies.get("_xsrf", path="/hub/") or ""
    return visitor


@pytest.fixture
async def student(hub: Any, visitor_of: VisitorFactory) -> Visitor:  # noqa: F811
    return await logged_in(visitor_of(hub), "student1")


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A notebook that no other test has."""
    return f"내 노트북 {abs(hash(request.node.nodeid)):x}.ipynb"
