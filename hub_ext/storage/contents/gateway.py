"""``rclone serve s3`` behind a socket, run and kept running by the agent."""

import asyncio
import contextlib
import logging
import os
import sys
from collections import deque
from pathlib import Path
from typing import Final

from hub_ext.settings import StorageSettings
from hub_ext.storage.contents import ask
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.process import STUDENT, command, environment, kill

_LOG = logging.getLogger(__name__)

#: Seconds.
_START_LIMIT: Final = 10.0
_START_STEP: Final = 0.02
_RESTART_PAUSE: Final = 0.5
_LINES_KEPT: Final = 5

_OPTIONS: Final = (
    # What the platform puts into a folder is seen a second later.
    "--dir-cache-time=1s",
    # The time of the upload: asking for more costs a request for every file.
    "--use-server-modtime",
    # A notebook is one request to the store, and its checksum is its ETag.
    "--streaming-upload-cutoff=4Mi",
    # Names of 1024 bytes, each of them as %XX, twice in the headers of a copy.
    "--max-header-bytes=16384",
    # What uploads in parts may hold of this host's memory, for each person.
    "--multipart-max-uploads=8",
    "--multipart-streaming-buffer-limit=16Mi",
    "--multipart-streaming-buffer-total=32Mi",
    "--multipart-expiry=1h",
    "--s3-upload-concurrency=2",
    "--log-level=ERROR",
)


class S3Gateway:
    """One ``rclone serve s3`` for everybody; it holds no files and no keys of people.

    Parameters
    ----------
    settings
        Where the object store is, and its keys.
    folder
        For its socket; made if missing, closed to others.

    Attributes
    ----------
    socket
        Where it listens.
    questions
        Where it asks what a key opens.
    """

    def __init__(self, settings: StorageSettings, folder: Path) -> None:
        self._folder = folder
        self.socket = folder / "s3.sock"
        self.questions = folder / "questions.sock"
        self._environment = environment(settings, folder)
        self._ready = asyncio.Event()
        self._last_lines: deque[str] = deque(maxlen=_LINES_KEPT)
        self._keeper: asyncio.Task[None] | None = None

    def make_folder(self) -> None:
        """Make the folder of both sockets."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        os.chown(self._folder, STUDENT, STUDENT)

    async def start(self) -> None:
        """Start rclone and keep it running.

        Raises
        ------
        StorageError
            If it does not come up.
        """
        self._keeper = asyncio.create_task(self._keep_running(), name="s3 gateway")
        await self.wait_until_ready()

    async def stop(self) -> None:
        """Stop rclone."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper

    async def wait_until_ready(self) -> None:
        """Wait until rclone listens.

        Raises
        ------
        StorageError
            If it does not come up.
        """
        try:
            async with asyncio.timeout(_START_LIMIT):
                await self._ready.wait()
        except TimeoutError:
            text = f"rclone serve s3 does not run: {' / '.join(self._last_lines)}"
            raise StorageError(ErrorCode.INTERNAL, text) from None

    async def _keep_running(self) -> None:
        question = f"{sys.executable} -I -S {ask.__file__} {self.questions}"
        while True:
            self.socket.unlink(missing_ok=True)
            process = await asyncio.create_subprocess_exec(
                *command(
                    *("serve", "s3", f"--addr=unix://{self.socket}"),
                    *(f"--auth-proxy={question}", *_OPTIONS),
                    user=STUDENT,
                ),
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
                "rclone serve s3 ended by itself (status %s, %s); starting it again",
                process.returncode,
                last,
            )
            await asyncio.sleep(_RESTART_PAUSE)

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read_lines(process))
            listening = group.create_task(self._wait_until_listening())
            await process.wait()
            listening.cancel()

    async def _wait_until_listening(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_unix_connection(self.socket)
                writer.close()
                self._ready.set()
                return
            await asyncio.sleep(_START_STEP)

    async def _read_lines(self, process: asyncio.subprocess.Process) -> None:
        # Every request that fails has a line of its own: the door counts them, this forgets them.
        assert process.stderr is not None  # noqa: S101 - it is a pipe
        while line := await process.stderr.read(4096):
            self._last_lines.append(line.decode(errors="replace").strip()[-300:])
