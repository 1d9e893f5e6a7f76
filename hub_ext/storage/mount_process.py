"""One ``rclone mount``: started, waited for and taken away."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.mounts import is_mounted, unmount
from hub_ext.storage.process import command, kill

#: Seconds.
_MOUNT_LIMIT = 10.0
_MOUNT_STEP = 0.05
_END_LIMIT = 3.0


class MountProcess:
    """A prefix of the bucket as a folder, for as long as one process lives.

    Parameters
    ----------
    source
        rclone's name of the prefix.
    target
        Where it is mounted.
    options
        Of ``rclone mount``.
    environment
        The whole environment of the process, with the keys.
    said
        Called with each piece of what rclone complains about; without it that is in the agent's log.
    """

    def __init__(
        self,
        source: str,
        target: Path,
        options: Sequence[str],
        environment: Mapping[str, str],
        said: Callable[[str], None] | None = None,
    ) -> None:
        # Students see the device's name, and not the bucket's.
        device = f"--devname={target.name}"
        self._command = command("mount", source, str(target), device, *options)
        self._target = target
        self._environment = environment
        self._said = said
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    @property
    def status(self) -> int | None:
        """The exit status of the process; None while it runs."""
        return self._process.returncode if self._process is not None else 0

    async def start(self) -> None:
        """Mount; returns when it is mounted.

        Raises
        ------
        StorageError
            ``internal`` if it is not; then nothing is left of it.
        """
        await unmount(self._target)
        await asyncio.to_thread(self._target.mkdir, parents=True, exist_ok=True)
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE if self._said else None,
        )
        if self._said is not None:
            self._reader = asyncio.create_task(self._read(self._process, self._said))
        try:
            await self._wait_until_mounted(self._process)
        except BaseException:
            await self.end()
            raise

    async def wait(self, seconds: float) -> None:
        """Return when the process has ended, or after `seconds`."""
        if self._process is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._process.wait()

    async def end(self) -> None:
        """Take the mount away; never raises, so that a cancellation is not lost on the way."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        # rclone takes its mount away itself, unless somebody reads there or it was killed.
        await self.wait(_END_LIMIT)
        with contextlib.suppress(StorageError):
            await unmount(self._target)
        await kill(self._process)
        if self._reader is not None:
            await asyncio.gather(self._reader, return_exceptions=True)

    async def _wait_until_mounted(self, process: asyncio.subprocess.Process) -> None:
        try:
            async with asyncio.timeout(_MOUNT_LIMIT):
                while not is_mounted(self._target):
                    if process.returncode is not None:
                        text = (
                            f"rclone ended with status {process.returncode}; its own line says why"
                        )
                        raise StorageError(ErrorCode.INTERNAL, text)
                    await asyncio.sleep(_MOUNT_STEP)
        except TimeoutError:
            text = f"no mount after {_MOUNT_LIMIT:g} s"
            raise StorageError(ErrorCode.INTERNAL, text) from None

    @staticmethod
    async def _read(process: asyncio.subprocess.Process, said: Callable[[str], None]) -> None:
        assert process.stderr is not None  # noqa: S101 - it is a pipe
        while piece := await process.stderr.read(4096):
            said(piece.decode(errors="replace"))
