"""A page's connection to a kernel, which is read all the time, as a browser reads it."""

import asyncio
import uuid
from typing import Any, Final

import aiohttp

from bench.lesson.diary import UnexpectedError
from tests.e2e.person import Person, execute_request

#: Seconds after which a cell of 50 ms is given up.
_LIMIT: Final = 60.0


class Channel:
    """The WebSocket of one kernel.

    Parameters
    ----------
    socket
        An open one.

    Attributes
    ----------
    ended
        Done as soon as the connection has broken.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._request = ""
        self._answers: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.ended = asyncio.create_task(self._read())

    async def run(self, code: str) -> str:
        """Run `code` and return what it printed.

        Raises
        ------
        UnexpectedError
            If it raised an exception, or the connection broke meanwhile.
        TimeoutError
            If it takes a minute.
        """
        # What a cell that failed has left is not the next one's.
        self._request, self._answers = uuid.uuid4().hex, asyncio.Queue()
        if self.ended.done():
            raise self.broken()
        printed = []
        async with asyncio.timeout(_LIMIT):
            await self._socket.send_json(execute_request(self._request, code))
            while message := await self._answers.get():
                kind, content = message["msg_type"], message["content"]
                if kind == "error":
                    raise UnexpectedError("an exception in a cell")
                if kind == "stream":
                    printed.append(content["text"])
                if kind == "status" and content["execution_state"] == "idle":
                    return "".join(printed)
        raise self.broken()

    def broken(self) -> UnexpectedError:
        """Return what is to be said of a connection that has ended."""
        return UnexpectedError(f"the connection broke: {self._socket.close_code}")

    async def close(self) -> None:
        """Close it, as a page does that is left."""
        self.ended.cancel()
        await asyncio.gather(self.ended, return_exceptions=True)
        await self._socket.close()

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                message = frame.json()
                if message["parent_header"].get("msg_id") == self._request:
                    self._answers.put_nowait(message)
        finally:
            self._answers.put_nowait(None)


async def connected(person: Person, kernel: str) -> Channel:
    """Connect to a kernel of somebody's own server."""
    address = f"{person.home}/api/kernels/{kernel}/channels"
    return Channel(await person.session.ws_connect(address, headers={"Origin": person.url}))
