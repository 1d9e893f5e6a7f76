"""The broker's own questions to the engine, each on a connection of its own and bounded in time and size."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
from yarl import URL

#: Bytes of an answer. A list of a thousand containers has about three million.
_LONGEST_ANSWER: Final = 16 * 1024**2
_CHUNK: Final = 64 * 1024
#: An engine starts within a few.
_LOST_SECONDS: Final = 10.0


class EngineAwayError(Exception):
    """The engine cannot be reached, or said what is no answer."""


class EngineLateError(Exception):
    """The engine did not answer in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine said.

    Attributes
    ----------
    status
        Of HTTP.
    kind
        ``Content-Type``.
    body
        Whole.
    """

    status: int
    kind: str
    body: bytes

    @property
    def said(self) -> Any:
        """What it says as JSON.

        Raises
        ------
        EngineAwayError
            If it is none.
        """
        try:
            return json.loads(self.body)
        except ValueError:
            raise EngineAwayError("an answer that is not JSON") from None


async def _until_it_ends(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for piece in answer.content.iter_any():
            yield piece
    except aiohttp.ClientError:
        return


class EngineSide:
    """The engine, as the broker asks it.

    Parameters
    ----------
    socket
        Where it listens.
    lost_after
        Seconds without a connection until `lost` is set.
    """

    def __init__(self, socket: Path, lost_after: float = _LOST_SECONDS) -> None:
        self._socket = str(socket)
        self._lost_after = lost_after
        self._http: aiohttp.ClientSession | None = None
        self._away_since: float | None = None
        #: Set when nothing listens at the socket any more. An engine that starts again makes a new one, which
        #: only a container that starts again sees.
        self.lost = asyncio.Event()

    async def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
        *,
        seconds: float,
    ) -> Answer:
        """Ask once.

        Raises
        ------
        EngineAwayError, EngineLateError
            If there is no answer; what was asked for may have been done all the same.
        """
        async with self._asking(method, path, query, body, seconds) as answer:
            said = bytearray()
            async for chunk in answer.content.iter_chunked(_CHUNK):
                said += chunk
                if len(said) > _LONGEST_ANSWER:
                    raise EngineAwayError("an answer without end")
            return Answer(answer.status, answer.content_type, bytes(said))

    @asynccontextmanager
    async def stream(
        self, path: str, query: Mapping[str, str], *, seconds: float
    ) -> AsyncIterator[tuple[int, AsyncIterator[bytes]]]:
        """Ask for what has no end: the status, and then what comes until it ends or breaks off.

        Raises
        ------
        EngineAwayError, EngineLateError
            If it does not begin.
        """
        async with self._asking("GET", path, query, None, seconds, endless=True) as answer:
            yield answer.status, _until_it_ends(answer)

    async def close(self) -> None:
        """Let go of connections."""
        if self._http is not None:
            await self._http.close()

    @asynccontextmanager
    async def _asking(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Mapping[str, Any] | None,
        seconds: float,
        *,
        endless: bool = False,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        url = URL.build(scheme="http", host="engine", path=path, encoded=True).with_query(query)
        try:
            async with asyncio.timeout(seconds) as limit:
                answer = await self._session.request(method, url, json=body, allow_redirects=False)
                self._away_since = None
                async with answer:
                    if endless:
                        limit.reschedule(None)
                    yield answer
        except TimeoutError as error:
            raise EngineLateError(f"no answer within {seconds:g} s") from error
        except aiohttp.ClientError as error:
            if isinstance(error, aiohttp.ClientConnectorError):
                self._note_away()
            raise EngineAwayError(f"{type(error).__name__}: {error}") from error

    def _note_away(self) -> None:
        now = time.monotonic()
        if self._away_since is None:
            self._away_since = now
        elif now - self._away_since > self._lost_after:
            self.lost.set()

    @property
    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            # A connection is made in no time; one that is kept may be closed when it is used again.
            connector = aiohttp.UnixConnector(path=self._socket, force_close=True, limit=0)
            unlimited = aiohttp.ClientTimeout(total=None)
            self._http = aiohttp.ClientSession(
                connector=connector, timeout=unlimited, trust_env=False
            )
        return self._http
