"""A typed client of ``rclone rcd``, which it starts, watches and starts again."""

import asyncio
import contextlib
import json
import logging
import os
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse
from yarl import URL

from hub_ext.settings import StorageSettings
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.process import STUDENT, command, environment, kill
from hub_ext.storage.remote_control import RemoteControl, broken_off

_LOG = logging.getLogger(__name__)

#: Seconds.
_START_LIMIT = 10.0
_START_STEP = 0.02
_RESTART_PAUSE = 0.5
_LINES_KEPT = 5


class Rclone:
    """One ``rclone rcd`` behind a socket that only the agent and rclone itself can open.

    Parameters
    ----------
    settings
        Where the object store is, and its keys.
    folder
        A folder for the socket and rclone's cache; made if missing.
    """

    def __init__(self, settings: StorageSettings, folder: Path) -> None:
        self._folder = folder
        self._control = RemoteControl(folder / "rclone.sock")
        self._environment = environment(settings, folder)
        self._ready = asyncio.Event()
        self._last_lines: deque[str] = deque(maxlen=_LINES_KEPT)
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start rclone and keep it running.

        Raises
        ------
        StorageError
            If it does not come up.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        os.chown(self._folder, STUDENT, STUDENT)
        self._keeper = asyncio.create_task(self._keep_running(), name="rclone")
        await self._wait_until_ready()

    async def stop(self) -> None:
        """Stop rclone."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        await self._control.close()

    @property
    def running(self) -> bool:
        """Whether rclone answers."""
        return self._ready.is_set()

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call one of rclone's remote methods.

        Parameters
        ----------
        method
            For example ``operations/list``.
        parameters
            As rclone's documentation names them.

        Raises
        ------
        StorageError
            With the code that rclone's words mean; ``internal`` if rclone died meanwhile.
        """
        await self._wait_until_ready()
        return await self._control.call(method, parameters)

    async def upload(self, fs: str, name: str, content: bytes, config: dict[str, Any]) -> None:
        """Write one small object.

        Parameters
        ----------
        fs
            rclone's name of a prefix.
        name
            The rest of the object's key.
        config
            rclone's ``_config`` for this call.

        Raises
        ------
        StorageError
            As `call`.
        """
        await self._wait_until_ready()
        await self._control.upload(
            {"fs": fs, "remote": "", "_config": json.dumps(config)}, name, content
        )

    @contextlib.asynccontextmanager
    async def opened(self, fs: str, remote: str) -> AsyncIterator[ClientResponse]:
        """Open one object to read; yields rclone's answer, whatever its status is.

        Parameters
        ----------
        fs
            rclone's name of a bucket, without ``]``.
        remote
            The object's key.

        Raises
        ------
        StorageError
            ``internal`` if rclone died meanwhile.
        """
        await self._wait_until_ready()
        url = URL(f"http://rclone/{quote(f'[{fs}]/{remote}')}", encoded=True)
        try:
            async with self._control.session.get(url) as response:
                yield response
        except (ClientError, OSError) as error:
            raise broken_off("a read", error) from None

    async def _wait_until_ready(self) -> None:
        try:
            async with asyncio.timeout(_START_LIMIT):
                await self._ready.wait()
        except TimeoutError:
            text = f"rclone does not run: {' / '.join(self._last_lines)}"
            raise StorageError(ErrorCode.INTERNAL, text) from None

    async def _keep_running(self) -> None:
        while True:
            self._control.socket.unlink(missing_ok=True)
            process = await asyncio.create_subprocess_exec(
                *command(
                    "rcd",
                    f"--rc-addr=unix://{self._control.socket}",
                    "--rc-no-auth",
                    "--rc-serve",
                    f"--cache-dir={self._folder / 'cache'}",
                    "--log-level=ERROR",
                    "--checkers=16",
                    "--skip-links",
                    # A log that a program keeps writing is copied as it is now, and again later.
                    "--local-no-check-updated",
                    user=STUDENT,
                ),
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                await self._serve(process)
            finally:
                self._ready.clear()
                await kill(process)
            _LOG.error("rclone ended by itself (%s); starting it again", self._last_words(process))
            await asyncio.sleep(_RESTART_PAUSE)

    async def _serve(self, process: asyncio.subprocess.Process) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read_lines(process))
            answers = group.create_task(self._wait_for_answer())
            await process.wait()
            answers.cancel()

    async def _wait_for_answer(self) -> None:
        while True:
            with contextlib.suppress(StorageError):
                await self._control.call("rc/noopauth")
                self._ready.set()
                return
            await asyncio.sleep(_START_STEP)

    async def _read_lines(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None  # noqa: S101 - it is a pipe
        while line := await process.stderr.read(4096):
            self._last_lines.append(line.decode(errors="replace").strip()[-300:])

    def _last_words(self, process: asyncio.subprocess.Process) -> str:
        last = self._last_lines[-1] if self._last_lines else "no message"
        return f"status {process.returncode}, {last}"
