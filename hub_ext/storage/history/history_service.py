"""The part of the agent's HTTP interface that is about earlier versions."""

import io
from collections.abc import Iterable

from aiohttp import web

from hub_ext.storage.agent import Agent
from hub_ext.storage.bodies import answer, body
from hub_ext.storage.history.models import FileRequest, VersionRequest
from hub_ext.storage.models import HomeRequest


def history_routes(agent: Agent) -> Iterable[web.RouteDef]:
    """Return the routes; the token that opens homes opens these, too."""

    async def files(request: web.Request) -> web.Response:
        asked = await body(request, HomeRequest)
        return answer(await agent.history.list(asked.user_id))

    async def versions(request: web.Request) -> web.Response:
        asked = await body(request, FileRequest)
        return answer(await agent.history.versions(asked.user_id, asked.path))

    async def read(request: web.Request) -> web.Response:
        asked = await body(request, VersionRequest)
        content = await agent.history.read(asked.user_id, asked.path, asked.moment)
        # As a file, which goes out piece by piece.
        return web.Response(body=io.BytesIO(content), content_type="application/octet-stream")

    async def restore(request: web.Request) -> web.Response:
        asked = await body(request, VersionRequest)
        return answer(await agent.history.restore(asked.user_id, asked.path, asked.moment))

    return [
        web.post("/history/list", files),
        web.post("/history/versions", versions),
        web.post("/history/read", read),
        web.post("/history/restore", restore),
    ]
