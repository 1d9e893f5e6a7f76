"""The storage agent's HTTP interface. `models` says what goes in and out."""

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from hub_ext.logs.context import REQUEST_HEADER, begin_request, request_id_from
from hub_ext.storage.agent import Agent
from hub_ext.storage.attaching.attach_service import attach_routes
from hub_ext.storage.bodies import answer, body
from hub_ext.storage.creating.create_service import create_routes
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.history.history_service import history_routes
from hub_ext.storage.looking.look_service import LOOKING, look_routes
from hub_ext.storage.metrics import PATH as METRICS_PATH
from hub_ext.storage.metrics import metrics_routes
from hub_ext.storage.models import Failure, HomeList, HomeRequest, OpenRequest

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_AGENT = web.AppKey("agent", Agent)
#: Two hundred names, each character as ``\\u0000``, and a little.
_LARGEST_BODY_BYTES = 256 * 1024

_STATUSES = {
    ErrorCode.INVALID_USER_ID: 400,
    ErrorCode.INVALID_PATH: 400,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.OPENED_ELSEWHERE: 409,
    ErrorCode.ALREADY_ATTACHED: 409,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.DISK_FULL: 507,
    ErrorCode.NO_ROOM: 507,
    ErrorCode.OBJECT_STORE_REFUSED: 502,
    ErrorCode.CLOCK_WRONG: 502,
    ErrorCode.BUCKET_MISSING: 502,
    ErrorCode.OBJECT_STORE_UNREACHABLE: 503,
    ErrorCode.OBJECT_STORE_BUSY: 503,
}


def service(agent: Agent, token: str, look_token: str, metrics_token: str) -> web.Application:
    """Return the application.

    Parameters
    ----------
    agent
        What does the work; started and stopped with the application.
    token
        What a caller must show, except for ``GET /health``.
    look_token
        What a caller may show instead who only looks at what is stored.
    metrics_token
        What Prometheus shows; it opens ``GET /metrics``, which no other token does.
    """
    application = web.Application(
        middlewares=[_of_request, _failures, _authorised_by(token, look_token, metrics_token)],
        client_max_size=_LARGEST_BODY_BYTES,
    )
    application[_AGENT] = agent
    application.cleanup_ctx.append(lambda _: agent.running())
    application.add_routes(
        [
            web.get("/health", _health),
            web.get("/homes", _list),
            web.post("/homes/open", _open),
            web.post("/homes/close", _close),
            web.post("/homes/status", _status),
            *look_routes(agent),
            *history_routes(agent),
            *create_routes(agent),
            *attach_routes(agent),
            *metrics_routes(agent.metrics),
        ]
    )
    return application


async def _health(request: web.Request) -> web.Response:
    agent = request.app[_AGENT]
    return answer(agent.health(), 200 if agent.works else 503)


async def _list(request: web.Request) -> web.Response:
    return answer(HomeList(homes=request.app[_AGENT].homes.statuses()))


async def _open(request: web.Request) -> web.Response:
    return answer(await request.app[_AGENT].homes.open(await body(request, OpenRequest)))


async def _close(request: web.Request) -> web.Response:
    return answer(await request.app[_AGENT].homes.close(await _user_id(request)))


async def _status(request: web.Request) -> web.Response:
    return answer(request.app[_AGENT].homes.status(await _user_id(request)))


async def _user_id(request: web.Request) -> str:
    return (await body(request, HomeRequest)).user_id


@web.middleware
async def _of_request(request: web.Request, handler: _Handler) -> web.StreamResponse:
    begin_request(request_id_from(request.headers.get(REQUEST_HEADER)))
    return await handler(request)


@web.middleware
async def _failures(request: web.Request, handler: _Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except StorageError as error:
        failure = Failure(error=error.code, message=error.message)
        return answer(failure, _STATUSES.get(error.code, 500))


def _authorised_by(token: str, look_token: str, metrics_token: str) -> Middleware:
    everything, looking, counting = (
        f"Bearer {text}".encode() for text in (token, look_token, metrics_token)
    )

    @web.middleware
    async def authorised(request: web.Request, handler: _Handler) -> web.StreamResponse:
        shown = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if request.path == METRICS_PATH:
            allowed = hmac.compare_digest(shown, counting)
        else:
            allowed = hmac.compare_digest(shown, everything) or (
                request.path in LOOKING and hmac.compare_digest(shown, looking)
            )
        if request.path != "/health" and not allowed:
            raise web.HTTPUnauthorized
        return await handler(request)

    return authorised
