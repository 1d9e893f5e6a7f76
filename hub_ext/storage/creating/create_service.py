"""The part of the agent's HTTP interface that makes notebooks."""

from collections.abc import Iterable

from aiohttp import web

from hub_ext.storage.agent import Agent
from hub_ext.storage.bodies import answer, body
from hub_ext.storage.models import NewNotebookRequest


def create_routes(agent: Agent) -> Iterable[web.RouteDef]:
    """Return the route; the token that opens homes opens it, the one for looking does not."""

    async def create(request: web.Request) -> web.Response:
        asked = await body(request, NewNotebookRequest)
        return answer(await agent.creation.create(asked.user_id, asked.name))

    return [web.post("/notebooks/create", create)]
