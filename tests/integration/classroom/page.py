"""The class page in front of a hub in this process, and the way to a token for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

import hub_ext.classroom.configuration as classroom
from hub_ext.classroom.application import application, make_parts
from hub_ext.settings import ClassroomSettings
from tests.integration.serving import served
from tests.integration.storage.agent import LOOK_TOKEN
from tests.integration.users.hub import Visitor

TOKEN = "f6" * 32
#: Nobody listens there: a storage agent that is down.
NOWHERE = "http://127.0.0.1:9"


@asynccontextmanager
async def class_page(hub: Any, storage: str = NOWHERE) -> AsyncIterator[str]:
    """Serve the class page of a hub beside a storage agent; its address."""
    settings = ClassroomSettings.model_validate(
        {
            "hub_mode": "dev",
            "hub_language": hub.authenticator.settings.hub_language,
            "hub_classroom_token": TOKEN,
            "hub_look_token": LOOK_TOKEN,
        }
    )
    parts = make_parts(settings, f"http://127.0.0.1:{hub.hub.port}", storage)
    async with served(application(parts)) as address:
        yield f"{address}{classroom.PREFIX}"
    await parts.close()


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
