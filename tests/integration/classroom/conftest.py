"""The class page in front of a real hub, and teachers with their tokens for it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

import hub_ext.classroom.configuration as classroom
from hub_ext.classroom.application import application, make_parts
from hub_ext.ops.audit import keep_audit_in
from hub_ext.settings import ClassroomSettings
from tests.integration.storage.agent import LOOK_TOKEN
from tests.integration.users.conftest import (  # noqa: F401 - fixtures
    VisitorFactory,
    sqlite,
    sqlite_hub_settings,
    start_hub,
    visitor_of,
)
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor
from tests.unit.users.settings import hub_settings

TOKEN = "f6" * 32
#: Nobody listens there: a storage agent that is down.
NOWHERE = "http://127.0.0.1:9"

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
    settings = ClassroomSettings.model_validate(
        {
            "hub_mode": "dev",
            "hub_language": hub.authenticator.settings.hub_language,
            "hub_classroom_token": TOKEN,
            "hub_look_token": LOOK_TOKEN,
        }
    )
    parts = make_parts(settings, f"http://127.0.0.1:{hub.hub.port}", storage)
    server = HTTPServer(application(parts))
    socket, port = bind_unused_port()
    server.add_socket(socket)
    yield f"http://127.0.0.1:{port}{classroom.PREFIX}"
    server.stop()
    await server.close_all_connections()
    await parts.close()


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


async def service_token(hub: Any, visitor: Visitor) -> str:
    """Go the way of OAuth for somebody, as their browser does; the token the page gets."""
    authorize = {
        "client_id": classroom.CLIENT_ID,
        "response_type": "code",
        "redirect_uri": f"{classroom.PREFIX}oauth_callback",
        "state": "x",
    }
    answer = await visitor.http.get("api/oauth2/authorize", params=authorize)
    code = httpx.URL(answer.headers.get("location", "")).params.get("code", "")
    if not code:
        return "none"
    fields = {
        "client_id": classroom.CLIENT_ID,
        "client_secret": TOKEN,
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": authorize["redirect_uri"],
    }
    async with httpx.AsyncClient() as http:
        address = f"http://127.0.0.1:{hub.hub.port}/hub/api/oauth2/token"
        given = await http.post(address, data=fields)
    assert given.status_code == 200, given.text
    return str(given.json()["access_token"])
