"""Lessons of the bucket, mounted read-only where every student's container sees them."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from hub_ext.settings import StorageSettings
from hub_ext.storage.shared.kept_mount import KeptMount, ReadOnlyMount


class LessonMount(ReadOnlyMount):
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
        A folder for what was read.
    """

    def __init__(self, settings: StorageSettings, prefix: str, target: Path, cache: Path) -> None:
        what = f"lessons in {target.name}"
        super().__init__(what, settings, prefix, target, cache, ["--dir-cache-time=1m"])


class Lessons:
    """All lesson prefixes.

    Parameters
    ----------
    mounts
        One for each prefix.
    """

    def __init__(self, mounts: Sequence[KeptMount]) -> None:
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
