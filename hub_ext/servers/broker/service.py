"""The broker as a service on a Unix socket: from a request to an answer, or to a refusal and its line in the log."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web

from hub_ext.servers.broker.bodies import MAX_BODY_BYTES
from hub_ext.servers.broker.call import Asked, Call, Kind
from hub_ext.servers.broker.calls import understand
from hub_ext.servers.broker.engine_side import (
    Answer,
    EngineAwayError,
    EngineLateError,
    EngineSide,
)
from hub_ext.servers.broker.passing import NotSaidError, Passing
from hub_ext.servers.broker.refused import NotOursError, RefusedCallError, require
from hub_ext.servers.broker.rules import Rules

_LOG = logging.getLogger(__name__)

#: Asked by the container's health check: whether the broker answers, whatever the engine does.
HEALTH_PATH: Final = "/healthy"
#: Our hub has eight threads for the engine and one stream of events.
_MOST_CALLS: Final = 32
_MOST_CONNECTIONS: Final = 128
#: Seconds for a body to come, and for a turn among the calls.
_WAIT_SECONDS: Final = 5.0
#: Seconds. The engine keeps connections for ever; the hub's library is surprised by less.
_IDLE_SECONDS: Final = 24 * 3600.0
#: Seconds for calls that are under way when the broker ends.
_END_SECONDS: Final = 2.0
#: Bytes of a request line, and of a header.
_LONGEST_LINE: Final = 4096
#: Of nobody but the hub, which is of the same account.
_SOCKET_MODE: Final = 0o600


class Broker:
    """Answers the hub.

    Parameters
    ----------
    rules
        What is allowed.
    engine
        Who is asked then.
    """

    def __init__(self, rules: Rules, engine: EngineSide) -> None:
        self._rules = rules
        self._engine = engine
        self._passing = Passing(engine, rules)
        self._turns = asyncio.Semaphore(_MOST_CALLS)
        self._engine_is_out = False

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request, whatever it is."""
        if (request.method, request.raw_path) == ("GET", HEALTH_PATH):
            return web.Response(text="ok")
        try:
            call = await self._understood(request)
            async with self._turn():
                answer = await self._passed(request, call)
                self._note(None)
                return answer
        except RefusedCallError as error:
            _LOG.warning("refused %s: %s", _shown(request), error)
            return _said(HTTPStatus.FORBIDDEN, f"engine-broker: {error}", close=True)
        except NotOursError as error:
            return _said(HTTPStatus.NOT_FOUND, str(error))
        except NotSaidError as error:
            return _whole(error.answer)
        except EngineAwayError as error:
            self._note(error)
            return _said(HTTPStatus.BAD_GATEWAY, "the Docker engine is not reached")
        except EngineLateError as error:
            self._note(error)
            return _said(HTTPStatus.GATEWAY_TIMEOUT, str(error))

    def _note(self, error: Exception | None) -> None:
        """Log an outage of the engine once, and its end."""
        if (error is not None) == self._engine_is_out:
            return
        self._engine_is_out = error is not None
        if error is not None:
            _LOG.error("the engine does not answer: %s", error)
        else:
            _LOG.warning("the engine answers again")

    async def _understood(self, request: web.BaseRequest) -> Call:
        headers = request.headers
        require(hdrs.UPGRADE not in headers, "headers", "ask for another protocol")
        require(hdrs.TRANSFER_ENCODING not in headers, "headers", "send a body in pieces")
        large = (request.content_length or 0) > MAX_BODY_BYTES
        require(not large, "body", f"is longer than {MAX_BODY_BYTES} bytes")
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                body = await request.read()
        except TimeoutError:
            raise RefusedCallError("body", "does not come") from None
        return understand(Asked(request.method, request.raw_path, body), self._rules)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._turns.acquire()
        except TimeoutError:
            raise EngineLateError(f"{_MOST_CALLS} calls are under way") from None
        try:
            yield
        finally:
            self._turns.release()

    async def _passed(self, request: web.BaseRequest, call: Call) -> web.StreamResponse:
        if call.kind is Kind.STREAM:
            return await self._streamed(request, call)
        return _whole(await self._passing.ask(call))

    async def _streamed(self, request: web.BaseRequest, call: Call) -> web.StreamResponse:
        opened = self._engine.stream(call.path, call.query, seconds=call.seconds)
        async with opened as (status, pieces):
            response = web.StreamResponse(status=status)
            response.content_type = "application/json"
            # Not before: until the engine has answered, it may still be said that it did not.
            await response.prepare(request)
            async for piece in pieces:
                await response.write(piece)
            # The hub sees a stream that ended, and asks again.
            return response


def _whole(answer: Answer) -> web.Response:
    return web.Response(status=answer.status, body=answer.body, content_type=answer.kind)


def _said(status: HTTPStatus, message: str, *, close: bool = False) -> web.Response:
    # As the engine says it.
    response = web.json_response({"message": message}, status=status)
    if close:
        # What follows on this connection may be the rest of what was refused.
        response.force_close()
    return response


def _shown(request: web.BaseRequest) -> str:
    return json.dumps(f"{request.method} {request.raw_path}"[:200])


@asynccontextmanager
async def serving(broker: Broker, socket: Path) -> AsyncIterator[None]:
    """Listen on a Unix socket while the context is open.

    Parameters
    ----------
    broker
        Who answers.
    socket
        Where; what an earlier broker left there is replaced.
    """
    # Without a router, which would take a path apart and decode it.
    server = web.Server(
        broker.answer,
        access_log=None,
        # A hub that has gone, or given up, is not worked for.
        handler_cancellation=True,
        keepalive_timeout=_IDLE_SECONDS,
        # The rest of a body that was refused is not waited for.
        lingering_time=0,
        max_line_size=_LONGEST_LINE,
        max_field_size=_LONGEST_LINE,
    )
    mask = os.umask(~_SOCKET_MODE & 0o777)
    try:
        listening = await asyncio.get_running_loop().create_unix_server(
            lambda: _accepted(server), str(socket)
        )
    finally:
        os.umask(mask)
    try:
        yield
    finally:
        listening.close()
        server.pre_shutdown()
        await server.shutdown(_END_SECONDS)


class _Closed(asyncio.Protocol):
    """A connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Close it."""
        transport.close()


def _accepted(server: web.Server) -> asyncio.BaseProtocol:
    if len(server.connections) < _MOST_CONNECTIONS:
        return server()
    _LOG.warning("refused a connection: there are %d", _MOST_CONNECTIONS)
    return _Closed()
