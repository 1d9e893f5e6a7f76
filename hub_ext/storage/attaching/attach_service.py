"""The part of the agent's HTTP interface that shows homes in containers which run already."""

import asyncio
from collections.abc import Iterable

from aiohttp import web

from hub_ext.storage.agent import Agent
from hub_ext.storage.bodies import answer, body
from hub_ext.storage.models import Attached, AttachRequest, PlaceRequest, Places


def attach_routes(agent: Agent) -> Iterable[web.RouteDef]:
    """Return the routes; the token that opens homes opens them, the one for looking does not."""

    async def places(request: web.Request) -> web.Response:  # noqa: ARG001
        return answer(Places(people=await asyncio.to_thread(agent.attachments.people)))

    async def make(request: web.Request) -> web.Response:
        name = (await body(request, PlaceRequest)).name
        await agent.attachments.make(name)
        return answer(Attached(name=name))

    async def attach(request: web.Request) -> web.Response:
        asked = await body(request, AttachRequest)
        async with agent.homes.alone_with(asked.user_id):
            await agent.attachments.attach(asked.name, asked.user_id)
        return answer(Attached(name=asked.name))

    async def remove(request: web.Request) -> web.Response:
        name = (await body(request, PlaceRequest)).name
        await agent.attachments.remove(name)
        return answer(Attached(name=name))

    return [
        web.get("/places", places),
        web.post("/places/make", make),
        web.post("/places/attach", attach),
        web.post("/places/remove", remove),
    ]
