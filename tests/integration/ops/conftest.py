"""A hub with an audit log, and people in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.ops.hub import Record, audited_hub
from tests.integration.users.conftest import (
    VisitorFactory,
    sqlite,
    sqlite_settings,
    visitor_of,
)
from tests.integration.users.hub import Visitor
from tests.unit.users.settings import hub_settings

__all__ = ["sqlite", "visitor_of"]

PASSWORD = "codingnplay"
#: Where every visitor of these tests is.
ADDRESS = "203.0.113.7"

Enter = Callable[[str], Awaitable[Visitor]]


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record(tmp_path / "audit")


@pytest.fixture
async def hub(sqlite: Path, record: Record) -> AsyncIterator[Any]:
    settings = hub_settings(**sqlite_settings(sqlite) | {"auth": "database,dummy"})
    async with audited_hub(settings, record.folder) as app:
        yield app


@pytest.fixture
def visitor(hub: Any, visitor_of: VisitorFactory) -> Visitor:
    return visitor_of(hub, ADDRESS)


@pytest.fixture
def enter(hub: Any, visitor_of: VisitorFactory, record: Record) -> Enter:
    """Brings somebody in, with no trace of the login in what `record` reads next."""

    async def login(name: str) -> Visitor:
        visitor = visitor_of(hub, ADDRESS)
        await visitor.login(name, PASSWORD)
        assert await visitor.name() == name
        assert len(await record.new()) == 1
        return visitor

    return login
