"""Earlier versions of people's files: which there are, and one of them brought back."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from hub_ext.storage.errors import StorageError
from hub_ext.storage.history.bucket import HistoryBucket
from hub_ext.storage.history.lifting import Lifting
from hub_ext.storage.history.models import (
    HistoryFile,
    HistoryList,
    Restored,
    Version,
    Versions,
)
from hub_ext.storage.history.restoring import Restoring, version_key
from hub_ext.storage.history.rounds import Rounds
from hub_ext.storage.history.stored import (
    StoredVersion,
    by_path,
    stored_versions,
)
from hub_ext.storage.history.usage import Usage
from hub_ext.storage.homes import Homes
from hub_ext.storage.in_time import in_time
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.objects import Objects
from hub_ext.storage.store import moment_name

MOST_FILES: Final = 500
#: Bytes of a version that is still given out.
LARGEST_READ: Final = 20 * 1024 * 1024
#: Seconds for each question with the wait for its turn, and for what this host still has.
LIST_LIMIT = 25.0
RESTORE_LIMIT = 70.0
_LIFT_LIMIT = 5.0
_AT_ONCE = 4


class History:
    """The earlier versions of everybody, in whichever way homes are stored.

    Parameters
    ----------
    objects, bucket
        Where they are.
    homes
        All homes of this host.
    view
        Where the agent sees ``HUB_DATA_DIR/homes``.
    place
        See `Rounds`.
    kept_for, most
        For how long versions are kept, and how many of one file.
    """

    def __init__(
        self,
        objects: Objects,
        bucket: HistoryBucket,
        homes: Homes,
        view: Path,
        place: Path,
        kept_for: timedelta,
        most: int,
    ) -> None:
        self._objects = objects
        self._bucket = bucket
        self._usage = Usage()
        self._restoring = Restoring(bucket, homes)
        self._lifting = Lifting(view, homes, bucket)
        self._rounds = Rounds(objects, bucket, self._usage, place, kept_for, most)
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._tasks: Sequence[asyncio.Task[None]] = ()

    def start(self) -> None:
        """Begin to move local history up, and to thin."""
        self._tasks = (
            asyncio.create_task(self._lifting.run(), name="lifting"),
            asyncio.create_task(self._rounds.run(), name="thinning"),
        )

    async def stop(self) -> None:
        """Stop both. What is not done yet is done after the agent's next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def bytes_of(self, user_id: str) -> int | None:
        """Return the bytes of somebody's earlier versions as last seen; None if not seen yet."""
        return self._usage.of(user_id)

    async def list(self, user_id: str) -> HistoryList:
        """Return a person's files with earlier versions, deleted ones among them.

        Raises
        ------
        StorageError
            If the store does not answer, or the ``userID`` cannot have files.
        """
        layout = HomeLayout(user_id)
        await self._lift(user_id)
        async with in_time(LIST_LIMIT, self._slots):
            versions = await self._versions(layout)
            present = {entry.path for entry in await self._objects.list(layout.prefix, "*")}
        files = [
            HistoryFile(
                path=path,
                exists=path in present,
                versions=len(mine),
                replaced=mine[0].moment,
                bytes=sum(version.bytes for version in mine),
            )
            for path, mine in by_path(versions).items()
        ]
        # `by_path` has the newest first, and sorting keeps that.
        files.sort(key=lambda file: _is_hidden(file.path))
        total = sum(file.bytes for file in files)
        return HistoryList(files=files[:MOST_FILES], count=len(files), bytes=total)

    async def versions(self, user_id: str, path: str) -> Versions:
        """Return the versions of one file; none of a file that has none.

        Raises
        ------
        StorageError
            ``invalid-path``, or what is wrong with the store.
        """
        layout = HomeLayout(user_id)
        key = layout.file(path)
        await self._lift(user_id)
        async with in_time(LIST_LIMIT, self._slots):
            mine = by_path(await self._versions(layout)).get(path, ())
            exists = await self._bucket.find(key) is not None
            found = await self._described(layout, mine)
        return Versions(path=path, exists=exists, versions=[*found])

    async def read(self, user_id: str, path: str, moment: str) -> bytes:
        """Return the bytes of one version, at most 20 MiB.

        Raises
        ------
        StorageError
            ``invalid-path``, ``not-found``, ``too-large``, or what is wrong with the store.
        """
        key = version_key(HomeLayout(user_id), path, moment)
        async with in_time(LIST_LIMIT, self._slots):
            return await self._objects.read(key, LARGEST_READ)

    async def restore(self, user_id: str, path: str, moment: str) -> Restored:
        """Make a version the file again; see `Restoring.restore`."""
        async with in_time(RESTORE_LIMIT, self._slots):
            return await self._restoring.restore(user_id, path, moment)

    async def _versions(self, layout: HomeLayout) -> Sequence[StoredVersion]:
        versions = stored_versions(await self._objects.list(layout.history, "*"))
        self._usage.note(layout.user_id, sum(version.bytes for version in versions))
        return versions

    async def _described(
        self, layout: HomeLayout, versions: Sequence[StoredVersion]
    ) -> Sequence[Version]:
        """Ask when each was written, which a list does not say."""
        slots = asyncio.Semaphore(_AT_ONCE)

        async def described(version: StoredVersion) -> Version | None:
            name = moment_name(version.moment)
            async with slots:
                found = await self._bucket.find(f"{layout.history_prefix(name)}{version.path}")
            if found is None:  # Thinned meanwhile.
                return None
            return Version(
                moment=name, replaced=version.moment, saved=found.written, bytes=version.bytes
            )

        every = await asyncio.gather(*(described(version) for version in versions))
        return [version for version in every if version is not None]

    async def _lift(self, user_id: str) -> None:
        """Show what this host has, too, if that takes no time; it goes up by itself otherwise."""
        with contextlib.suppress(StorageError, TimeoutError):
            async with asyncio.timeout(_LIFT_LIMIT):
                await self._lifting.lift(user_id)


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
