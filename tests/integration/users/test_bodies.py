"""What a real hub does with bodies that are too large."""

# mypy: disallow-untyped-calls=False

import asyncio
from typing import Any

import pytest

from hub_ext.bodies import MAX_BODY_BYTES
from tests.integration.users.conftest import VisitorFactory
from tests.unit.users.settings import hub_settings


@pytest.fixture
async def hub(limited: None, start_hub: Any, sqlite_hub_settings: dict[str, Any]) -> Any:
    return await start_hub(hub_settings(**sqlite_hub_settings))


async def answer_to(hub: Any, headers: str, body: bytes = b"") -> bytes:
    """The first line of the answer to what no client of HTTP would send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.hub.port)
    writer.write(f"POST /hub/login HTTP/1.1\r\nHost: hub\r\n{headers}\r\n\r\n".encode() + body)
    line = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    return line


@pytest.mark.attack("oversized bodies")
async def test_a_body_beyond_the_limit_is_refused_before_it_is_sent(hub: Any) -> None:
    assert b" 400 " in await answer_to(hub, f"Content-Length: {MAX_BODY_BYTES + 1}")


@pytest.mark.attack("oversized bodies")
async def test_a_form_of_one_megabyte_still_has_its_page(
    hub: Any, visitor_of: VisitorFactory
) -> None:
    answer = await visitor_of(hub).login("student1", "x" * 1_000_000)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html")
