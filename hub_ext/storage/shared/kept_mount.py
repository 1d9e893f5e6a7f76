"""A prefix of the bucket as a folder that is mounted again whenever it breaks."""

import asyncio
import contextlib
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

from hub_ext.settings import StorageSettings
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.mount_process import MountProcess
from hub_ext.storage.process import REMOTE, environment

_LOG = logging.getLogger(__name__)

#: Seconds.
_CHECK_INTERVAL = 5.0
_CHECK_LIMIT = 10.0
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0


class KeptMount:
    """One mount, and what has to be done around it.

    Parameters
    ----------
    what
        What it holds, for the log.
    target
        Where it is mounted.
    process
        Mounts it there.
    """

    def __init__(self, what: str, target: Path, process: MountProcess) -> None:
        self.what = what
        self.target = target
        self._process = process
        self._works = False

    @property
    def works(self) -> bool:
        """Whether the folder could be read at the last check."""
        return self._works

    @property
    def at_rest(self) -> bool:
        """Whether it can be taken away without leaving anything undone."""
        return True

    async def keep(self) -> None:
        """Mount, and mount again, until cancelled."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._mount_once()
            except (StorageError, OSError) as error:
                _LOG.error("%s: not mounted: %s", self.what, error)
            pause = _FIRST_PAUSE if self._works else min(pause * 2, _LONGEST_PAUSE)
            self._works = False
            await asyncio.sleep(pause)

    async def before(self) -> None:
        """Make ready for a mount.

        Raises
        ------
        StorageError, OSError
            If there can be none now; it is tried again.
        """

    async def meanwhile(self) -> None:
        """Look after a mount that works, every few seconds."""

    async def after(self) -> None:
        """Do what has to be done before the mount is taken away, within seconds."""

    async def _mount_once(self) -> None:
        """Return when the mount is no longer any good."""
        await self.before()
        await self._process.start()
        try:
            await self._watch()
        finally:
            with contextlib.suppress(StorageError):
                await self.after()
            await self._process.end()

    async def _watch(self) -> None:
        while self._process.status is None:
            try:
                async with asyncio.timeout(_CHECK_LIMIT):
                    await asyncio.to_thread(self.target.stat)
            except (OSError, TimeoutError) as error:
                text = f"it stopped working ({error or 'no answer'}); mounting it again"
                raise StorageError(ErrorCode.LESSONS_NOT_MOUNTED, text) from None
            self._works = True
            await self.meanwhile()
            await self._process.wait(_CHECK_INTERVAL)
        text = f"rclone ended by itself (status {self._process.status}); mounting it again"
        raise StorageError(ErrorCode.LESSONS_NOT_MOUNTED, text)


class ReadOnlyMount(KeptMount):
    """What nobody who sees it can write.

    Parameters
    ----------
    what
        What it holds, for the log.
    settings
        Where the object store is, and its keys.
    prefix
        The keys that it holds, without a slash at the end.
    target
        Where it is mounted.
    cache
        A folder for what was read; emptied before each mount, because a cache that was recovered
        after a kill can show empty files.
    options
        More options of ``rclone mount``.
    """

    def __init__(
        self,
        what: str,
        settings: StorageSettings,
        prefix: str,
        target: Path,
        cache: Path,
        options: Sequence[str],
    ) -> None:
        process = MountProcess(
            f"{REMOTE}:{settings.bucket_name}/{prefix}/",
            target,
            (
                *("--read-only", "--allow-other", "--umask=022", "--log-level=ERROR"),
                *("--vfs-cache-mode=full", "--vfs-cache-max-size=2G"),
                # The time of the upload: asking for more costs a request for every file.
                *("--use-server-modtime", f"--cache-dir={cache}", *options),
            ),
            environment(settings, cache),
        )
        super().__init__(what, target, process)
        self._cache = cache

    async def before(self) -> None:
        """Empty the cache."""
        await asyncio.to_thread(self._empty)

    def _empty(self) -> None:
        shutil.rmtree(self._cache, ignore_errors=True)
        self._cache.mkdir(parents=True, mode=0o700)
