"""Making an earlier version the file again."""

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import PurePosixPath

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.filters import is_personal
from hub_ext.storage.history.bucket import HistoryBucket
from hub_ext.storage.history.models import Restored
from hub_ext.storage.history.stored import moment_of
from hub_ext.storage.homes import Homes
from hub_ext.storage.layout import HomeLayout, acceptable_path
from hub_ext.storage.store import moment_name

_LOG = logging.getLogger(__name__)


class Restoring:
    """Brings versions back, one of a person at a time.

    Parameters
    ----------
    bucket
        Where files and versions are.
    homes
        All homes of this host.
    """

    def __init__(self, bucket: HistoryBucket, homes: Homes) -> None:
        self._bucket = bucket
        self._homes = homes
        self._turns: dict[str, asyncio.Lock] = {}

    async def restore(self, user_id: str, path: str, moment: str) -> Restored:
        """Make a version the file again, in the store and then on the person's server.

        What is there now is a version itself before that. What the person writes at the same time
        is kept as every conflict of a sync is.

        Raises
        ------
        StorageError
            ``not-found`` if there is no such version; ``invalid-path`` if there cannot be such a
            file, or not any more, because a folder of its name or a file of its folder's name is
            there; or what is wrong with the store. Then the file is as it was.
        """
        layout = HomeLayout(user_id)
        source = version_key(layout, path, moment)
        if not is_personal(PurePosixPath(path)):
            raise StorageError(ErrorCode.INVALID_PATH, f"{path[:64]!r} never leaves a host")
        home = self._homes.of(user_id)
        async with self._turns.setdefault(user_id, asyncio.Lock()):
            # What the person saved a moment ago is what becomes a version.
            await home.refresh()
            async with home.held():
                kept = await self._replace(layout, path, source)
        _LOG.info("a version of a file of %r is brought back", user_id)
        try:
            await home.refresh()
        except StorageError:
            return Restored(kept=kept, arrived=False)
        return Restored(kept=kept, arrived=True)

    async def _replace(self, layout: HomeLayout, path: str, source: str) -> str | None:
        """Copy a version over its file; return under which moment that is a version now."""
        key = layout.file(path)
        version, present = await self._bucket.find(source), await self._bucket.find(key)
        if version is None:
            raise StorageError(ErrorCode.NOT_FOUND, "there is no such version")
        if present is not None and present.digest and present.digest == version.digest:
            return None
        kept = None
        if present is None:
            await refuse_where_a_name_is_taken(self._bucket, layout, path)
        else:
            kept = moment_name(datetime.now(UTC))
            await self._bucket.copy(key, f"{layout.history_prefix(kept)}{path}")
        await self._bucket.copy(source, key)
        return kept


def version_key(layout: HomeLayout, path: str, moment: str) -> str:
    """Return the key of one version.

    Raises
    ------
    StorageError
        If there can be no such file or no such moment.
    """
    if not acceptable_path(path) or moment_of(moment) is None:
        raise StorageError(ErrorCode.INVALID_PATH, f"no version {moment[:40]!r} of {path[:64]!r}")
    return f"{layout.history_prefix(moment)}{path}"


async def refuse_where_a_name_is_taken(
    bucket: HistoryBucket, layout: HomeLayout, path: str
) -> None:
    """Keys can be file and folder at once, a home on a disk cannot.

    Raises
    ------
    StorageError
        ``invalid-path`` if a file that is new at `path` would make one of them both.
    """
    above = [str(folder) for folder in PurePosixPath(path).parents][:-1]
    found = [await bucket.find(layout.file(folder)) for folder in above]
    if any(found) or await bucket.holds(f"{layout.file(path)}/"):
        raise StorageError(ErrorCode.INVALID_PATH, f"a name in {path[:64]!r} is taken")
