"""Stands between the composed system and the engine, and can be as an engine is that restarts.

The engine of this machine cannot restart: the tests run in it. So what asks it is led through here.
"""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from tests.e2e.stack import Stack, run

ENGINE: Final = "/var/run/docker.sock"
_SIZE: Final = 64 * 1024


class EngineRelay:
    """A socket like the engine's, in a thread of its own.

    Parameters
    ----------
    socket
        Where it listens.
    """

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._up = True
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._listen())
        # Its users have none of root's rights over files.
        self._socket.chmod(0o666)
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def down(self) -> None:
        """End every connection, and each new one at once: as an engine that restarts does."""
        self._up = False
        self._do(self._cut())

    def up(self) -> None:
        self._up = True

    def _do[T](self, work: Coroutine[None, None, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, self._socket)

    async def _cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _end(self) -> None:
        self._server.close()
        await self._cut()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._up:
            writer.transport.abort()
            return
        to_engine = await asyncio.open_unix_connection(ENGINE)
        writers = {writer, to_engine[1]}
        self._open |= writers
        try:
            await asyncio.gather(_pump(reader, to_engine[1]), _pump(to_engine[0], writer))
        finally:
            self._open -= writers
            for one in writers:
                one.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(_SIZE):
            writer.write(chunk)
            await writer.drain()
        writer.write_eof()


def who_asks_the_engine(stack: Stack) -> list[str]:
    """The services that have the engine's socket."""
    project = f"label=com.docker.compose.project={stack.name}"
    listed = run(
        *("docker", "ps", "--filter", project, "--filter", f"volume={ENGINE}"),
        *("--format", '{{.Label "com.docker.compose.service"}}'),
    )
    return listed.split()
