"""The platform's part of single sign-on, played for a visitor of a hub."""

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from tests.integration.users.hub import Visitor
from tests.unit.users.sso.tokens import SECRET

PLATFORM = "https://app.example.org"
#: Another page that ``HUB_PLATFORM_ORIGINS`` names.
SCHOOL = "https://school.example.org"

SINGLE_SIGN_ON: dict[str, Any] = {
    "auth": "jwt",
    "jwt_secret": SECRET,
    "base_url": PLATFORM,
    "hub_platform_origins": SCHOOL,
}


async def begin(visitor: Visitor, **query: str) -> str:
    """Press the button; where the platform shall send the person back to."""
    answer = await visitor.http.get("sso/start", params=query)
    assert answer.status_code == 302, answer.text
    platform = urlsplit(answer.headers["location"])
    assert f"{platform.scheme}://{platform.netloc}{platform.path}" == f"{PLATFORM}/auth/login"
    [back] = parse_qs(platform.query)["redirect"]
    return back


async def come_back(visitor: Visitor, back: str, token: str) -> httpx.Response:
    """Follow the platform's redirect, and not the hub's."""
    return await visitor.http.get(f"{back}&token={quote(token)}")


async def sign_on(visitor: Visitor, token: str, **query: str) -> httpx.Response:
    """The whole way."""
    return await come_back(visitor, await begin(visitor, **query), token)


async def post(
    visitor: Visitor, token: str, origin: str | None = PLATFORM, **fields: str
) -> httpx.Response:
    """Send the form of a page of the platform."""
    headers = {} if origin is None else {"Origin": origin}
    return await visitor.http.post("sso/login", data={"token": token} | fields, headers=headers)


async def follow(visitor: Visitor, answer: httpx.Response) -> httpx.Response:
    """Open the page that a refusal leads to."""
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/hub/sso/refused?reason=")
    return await visitor.http.get(visitor.http.base_url.join(answer.headers["location"]))


def hub_log(caplog: pytest.LogCaptureFixture) -> str:
    """Everything that was logged, tracebacks too, but for what this visitor's own client says."""
    return "\n".join(
        caplog.handler.format(record)
        for record in caplog.records
        if not record.name.startswith(("httpx", "httpcore"))
    )
