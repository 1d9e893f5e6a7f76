"""A hub with every way in, and visitors who mean no good."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import bcrypt
import pytest

from hub_ext.ops.audit import keep_audit_in, shared_audit
from hub_ext.settings import HubSettings
from tests.integration.attacks.hub import PASSWORD, WAYS, attacked_config
from tests.integration.pretended import pretended_servers
from tests.integration.users.conftest import (
    limited,
    sqlite,
    sqlite_hub_settings,
    sqlite_settings,
    start_hub,
    visitor_of,
)
from tests.integration.users.demo_table import make_sqlite
from tests.integration.users.hub import running_hub
from tests.integration.users.oauth_fixtures import arrive, oidc
from tests.unit.users.settings import hub_settings

__all__ = [
    "arrive", "limited", "oidc", "sqlite", "sqlite_hub_settings", "start_hub", "visitor_of",
]  # fmt: skip


@pytest.fixture(scope="session")
def quick_hash() -> str:
    """The demo password's hash at bcrypt's lowest cost: thousands of guesses are to be looked at."""
    return bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()


@pytest.fixture
def table(tmp_path: Path, quick_hash: str) -> Path:
    """The demo people."""
    # The hash is our own text.
    return make_sqlite(tmp_path / "users.sqlite", f"UPDATE Users SET password = '{quick_hash}'")  # noqa: S608


@pytest.fixture
def ways() -> dict[str, Any]:
    """What the hub's settings say of logins."""
    return WAYS


@pytest.fixture
def settings(table: Path, ways: dict[str, Any]) -> HubSettings:
    return hub_settings(**sqlite_settings(table) | ways)


@pytest.fixture
def audited(tmp_path: Path) -> Iterator[Path]:
    """The folder of this test's audit log."""
    keep_audit_in(tmp_path)
    yield tmp_path
    shared_audit().close()


@pytest.fixture
async def hub(settings: HubSettings, audited: Path) -> AsyncIterator[Any]:
    with pretended_servers():
        async with running_hub(settings, attacked_config(settings)) as app:
            yield app
