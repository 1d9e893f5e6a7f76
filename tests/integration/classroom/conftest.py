"""The class page in front of a real hub, and teachers with their tokens for it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub_ext.ops.audit import keep_audit_in
from tests.integration.classroom.page import NOWHERE, class_page, service_token
from tests.integration.users.conftest import (  # noqa: F401 - fixtures
    VisitorFactory,
    sqlite,
    sqlite_hub_settings,
    start_hub,
    visitor_of,
)
from tests.integration.users.demo_table import change_sqlite
from tests.unit.users.settings import hub_settings

Asks = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture(autouse=True)
def audit(tmp_path: Path) -> Path:
    """Where looks are written down."""
    keep_audit_in(tmp_path)
    return tmp_path / "audit.jsonl"


@pytest.fixture
async def hub(start_hub: Any, sqlite: Any, sqlite_hub_settings: dict[str, Any]) -> Any:  # noqa: F811
    """A hub with the demo people; student2 belongs to no centre."""
    change_sqlite(sqlite, "UPDATE Users SET centerID = NULL WHERE userID = 'student2'")
    return await start_hub(hub_settings(**sqlite_hub_settings))


@pytest.fixture
def storage() -> str:
    """The address of the storage agent."""
    return NOWHERE


@pytest.fixture
async def page(hub: Any, storage: str) -> AsyncIterator[str]:
    """The address of the class page, which goes to the hub directly."""
    async with class_page(hub, storage) as address:
        yield address


@pytest.fixture
async def asks(hub: Any, page: str, visitor_of: VisitorFactory) -> AsyncIterator[Asks]:  # noqa: F811
    """Logs somebody in, and lets them ask the class page with the token it would have."""
    clients: list[httpx.AsyncClient] = []

    async def arrive(name: str) -> httpx.AsyncClient:
        visitor = visitor_of(hub)
        await visitor.login(name, "codingnplay")
        token = await service_token(hub, visitor)
        headers = {"Authorization": f"token {token}"}
        clients.append(httpx.AsyncClient(base_url=page, headers=headers, timeout=30))
        return clients[-1]

    yield arrive
    for client in clients:
        await client.aclose()
