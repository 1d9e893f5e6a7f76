"""Lessons of the bucket, mounted read-only where every student's container sees them."""

import asyncio
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


class LessonMount:
    """One prefix of the bucket as a folder; mounted again whenever it breaks.

    Parameters
    ----------
    settings
        Where the object store is, and its keys.
    prefix
        One folder at the top of the bucket.
    target
        Where it is mounted.
    cache
        A folder for what was read; emptied before each mount, because a cache that was recovered
        after a kill can show empty files.
    """

    def __init__(self, settings: StorageSettings, prefix: str, target: Path, cache: Path) -> None:
        self._environment = environment(settings, cache)
        self._source = f"{REMOTE}:{settings.bucket_name}/{prefix}/"
        self._target = target
        self._cache = cache
        self._works = False

    @property
    def works(self) -> bool:
        """Whether the folder could be read at the last check."""
        return self._works

    async def keep(self) -> None:
        """Mount, and mount again, until cancelled."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._mount_once()
            except StorageError as error:
                _LOG.error("lessons in %s are not mounted: %s", self._target.name, error.message)
            pause = _FIRST_PAUSE if self._works else min(pause * 2, _LONGEST_PAUSE)
            self._works = False
            await asyncio.sleep(pause)

    async def _mount_once(self) -> None:
        """Return when the mount is no longer any good."""
        await asyncio.to_thread(self._make_cache)
        mount = MountProcess(
            self._source,
            self._target,
            (
                *("--read-only", "--allow-other", "--umask=022", "--log-level=ERROR"),
                *("--vfs-cache-mode=full", "--vfs-cache-max-size=2G", "--dir-cache-time=1m"),
                # The time of the upload: asking for more costs a request for every file.
                *("--use-server-modtime", f"--cache-dir={self._cache}"),
            ),
            self._environment,
        )
        await mount.start()
        try:
            await self._watch(mount)
        finally:
            await mount.end()

    def _make_cache(self) -> None:
        shutil.rmtree(self._cache, ignore_errors=True)
        self._cache.mkdir(parents=True, mode=0o700)

    async def _watch(self, mount: MountProcess) -> None:
        while mount.status is None:
            try:
                async with asyncio.timeout(_CHECK_LIMIT):
                    await asyncio.to_thread(self._target.stat)
            except (OSError, TimeoutError) as error:
                text = f"it stopped working ({error or 'no answer'}); mounting it again"
                raise StorageError(ErrorCode.LESSONS_NOT_MOUNTED, text) from None
            self._works = True
            await mount.wait(_CHECK_INTERVAL)
        text = f"rclone ended by itself (status {mount.status}); mounting it again"
        raise StorageError(ErrorCode.LESSONS_NOT_MOUNTED, text)


class Lessons:
    """All lesson prefixes.

    Parameters
    ----------
    mounts
        One for each prefix.
    """

    def __init__(self, mounts: Sequence[LessonMount]) -> None:
        self._mounts = mounts
        self._keepers: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Mount all, and keep them mounted."""
        self._keepers = [asyncio.create_task(mount.keep()) for mount in self._mounts]

    async def stop(self) -> None:
        """Unmount all."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)

    @property
    def work(self) -> bool:
        """Whether all of them can be read."""
        return all(mount.works for mount in self._mounts)
