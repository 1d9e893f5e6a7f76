"""The agent's answers to rclone: which secret belongs to a key, and what the key opens."""

import asyncio
import contextlib
import json
import os
from pathlib import Path
from typing import Final

from hub_ext.storage.contents.backend import backend
from hub_ext.storage.contents.passes import Passes
from hub_ext.storage.process import STUDENT

_QUESTION_LIMIT: Final = 5.0
_LONGEST_QUESTION: Final = 1024


class Answers:
    """A socket that only the agent and rclone can open.

    Parameters
    ----------
    passes
        The keys of homes that are open.
    bucket
        The platform's bucket.
    socket
        Where it is; in a folder that others cannot enter.
    """

    def __init__(self, passes: Passes, bucket: str, socket: Path) -> None:
        self._passes = passes
        self._bucket = bucket
        self._socket = socket
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen."""
        self._socket.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(
            self._answer, self._socket, limit=_LONGEST_QUESTION
        )
        os.chown(self._socket, STUDENT, STUDENT)

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, ValueError, TimeoutError):
            async with asyncio.timeout(_QUESTION_LIMIT):
                key = (await reader.readline()).decode("utf-8", "replace").strip()
                found = self._passes.find_inside(key)
                if found is not None:
                    writer.write(json.dumps(backend(found, self._bucket)).encode())
                await writer.drain()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
