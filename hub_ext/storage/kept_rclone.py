"""An rclone that serves on a socket, and is started again whenever it ends."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.process import STUDENT, command, kill

_LOG = logging.getLogger(__name__)

#: Seconds.
_START_LIMIT: Final = 10.0
_START_STEP: Final = 0.02
_RESTART_PAUSE: Final = 0.5
_LINES_KEPT: Final = 5
_LONGEST_LINE: Final = 300


class KeptRclone:
    """One long-lived rclone process.

    Parameters
    ----------
    name
        For the log.
    arguments
        What rclone is to do.
    environment
        The whole environment of the process, with the keys.
    socket
        Where it listens; removed before each start.
    answers
        Tells whether it works; asked until it does.
    user
        Whose account it runs under; the caller's own if None.
    """

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        socket: Path,
        answers: Callable[[], Awaitable[bool]],
        *,
        user: int | None = STUDENT,
    ) -> None:
        self._name = name
        self._arguments = arguments
        self._environment = environment
        self._socket = socket
        self._answers = answers
        self._user = user
        self._ready = asyncio.Event()
        self._doubted = asyncio.Event()
        self._last_lines: deque[str] = deque(maxlen=_LINES_KEPT)
        self._keeper: asyncio.Task[None] | None = None

    @property
    def works(self) -> bool:
        """Whether it answered, and has not ended since."""
        return self._ready.is_set()

    async def start(self) -> None:
        """Start it and keep it running.

        Raises
        ------
        StorageError
            If it does not come up.
        """
        self._keeper = asyncio.create_task(self._keep_running(), name=self._name)
        await self.wait_until_ready()

    async def stop(self) -> None:
        """End it."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper

    async def wait_until_ready(self) -> None:
        """Wait until it answers.

        Raises
        ------
        StorageError
            If it does not come up.
        """
        try:
            async with asyncio.timeout(_START_LIMIT):
                await self._ready.wait()
        except TimeoutError:
            text = f"{self._name} does not run: {' / '.join(self._last_lines)}"
            raise StorageError(ErrorCode.INTERNAL, text) from None

    def doubt(self) -> None:
        """Take it for dead until it answers again."""
        self._ready.clear()
        self._doubted.set()

    async def _keep_running(self) -> None:
        while True:
            self._socket.unlink(missing_ok=True)
            process = await asyncio.create_subprocess_exec(
                *command(*self._arguments, user=self._user),
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                await self._watch(process)
            finally:
                self._ready.clear()
                await kill(process)
            last = self._last_lines[-1] if self._last_lines else "no message"
            _LOG.error(
                "%s ended by itself (status %s, %s); starting it again",
                self._name,
                process.returncode,
                last,
            )
            await asyncio.sleep(_RESTART_PAUSE)

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read_lines(process))
            asking = group.create_task(self._ask())
            await process.wait()
            asking.cancel()

    async def _ask(self) -> None:
        while True:
            self._doubted.clear()
            if await self._answers() and not self._doubted.is_set():
                self._ready.set()
                await self._doubted.wait()
            else:
                await asyncio.sleep(_START_STEP)

    async def _read_lines(self, process: asyncio.subprocess.Process) -> None:
        # A failure that matters is told where it happens as well: most of these are forgotten.
        assert process.stderr is not None  # noqa: S101 - it is a pipe
        while piece := await process.stderr.read(4096):
            self._last_lines.append(piece.decode(errors="replace").strip()[-_LONGEST_LINE:])
