"""The part of the agent's HTTP interface that changes nothing, for somebody who only looks."""

import io
from collections.abc import Iterable
from typing import Final

from aiohttp import web

from hub_ext.storage.agent import Agent
from hub_ext.storage.bodies import answer, body
from hub_ext.storage.models import (
    HomeSummaries,
    NotebookRequest,
    NotebooksRequest,
    SummariesRequest,
)

#: What `HUB_LOOK_TOKEN` opens. Everything else needs the token that also opens and closes homes.
LOOKING: Final = frozenset({"/notebooks/list", "/notebooks/read", "/homes/summaries"})


def look_routes(agent: Agent) -> Iterable[web.RouteDef]:
    """Return the routes of `LOOKING`."""

    async def notebooks(request: web.Request) -> web.Response:
        asked = await body(request, NotebooksRequest)
        return answer(await agent.notebooks.list(asked.user_id, asked.after, asked.limit))

    async def read(request: web.Request) -> web.Response:
        asked = await body(request, NotebookRequest)
        content = await agent.notebooks.read(asked.user_id, asked.path)
        # As a file, which goes out piece by piece.
        return web.Response(body=io.BytesIO(content), content_type="application/octet-stream")

    async def summaries(request: web.Request) -> web.Response:
        asked = await body(request, SummariesRequest)
        return answer(HomeSummaries(homes=agent.summaries.of(asked.user_ids)))

    return [
        web.post("/notebooks/list", notebooks),
        web.post("/notebooks/read", read),
        web.post("/homes/summaries", summaries),
    ]
