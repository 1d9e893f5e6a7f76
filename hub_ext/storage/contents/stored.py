"""What the object store itself says and keeps, where ``rclone serve s3`` does not ask it closely."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.process import REMOTE
from hub_ext.storage.rclone import Rclone
from hub_ext.storage.store import moment_name

#: What rclone says about a file that is not there.
_NOTHING: Final = "object not found"
_COPIES_AT_ONCE: Final = 8


class Stored:
    """One bucket, through the agent's own rclone.

    Parameters
    ----------
    rclone
        Already started when anything is asked.
    bucket
        Its name.
    """

    def __init__(self, rclone: Rclone, bucket: str) -> None:
        self._rclone = rclone
        self._bucket = f"{REMOTE}:{bucket}/"

    async def holds(self, layout: HomeLayout, path: str) -> bool:
        """Tell whether there is a file of this path in a home.

        Raises
        ------
        StorageError
            If the store does not say; ``serve s3`` answers "no such key" then.
        """
        answer = await self._rclone.call(
            "operations/stat",
            fs=f"{self._bucket}{layout.prefix}",
            remote=path,
            opt={"filesOnly": True, "noMimeType": True},
        )
        return answer["item"] is not None

    async def keep(self, layout: HomeLayout, paths: Iterable[str]) -> None:
        """Copy files that are about to be replaced or deleted to the history of their home.

        Raises
        ------
        StorageError
            If one of them is not kept, so that it must stay as it is.
        """
        history = layout.history_prefix(moment_name(datetime.now(UTC)))
        slots = asyncio.Semaphore(_COPIES_AT_ONCE)

        async def keep_one(path: str) -> None:
            async with slots:
                await self._copy(f"{self._bucket}{layout.prefix}", path, f"{history}{path}")

        try:
            async with asyncio.TaskGroup() as group:
                for path in paths:
                    group.create_task(keep_one(path))
        except* StorageError as errors:
            raise _first(errors) from None

    async def put(self, file: Path, key: str) -> None:
        """Make a file of this host an object."""
        await self._copy(f"{file.parent}/", file.name, key)

    async def _copy(self, fs: str, remote: str, key: str) -> None:
        try:
            await self._rclone.call(
                "operations/copyfile", srcFs=fs, srcRemote=remote, dstFs=self._bucket, dstRemote=key
            )
        except StorageError as error:
            if error.code is not ErrorCode.INTERNAL or _NOTHING not in error.message:
                raise


def _first(errors: BaseExceptionGroup[StorageError]) -> StorageError:
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
