"""Listing a whole part of the bucket, once, without holding it in memory."""

import contextlib
import re
from collections.abc import AsyncIterator, Collection
from pathlib import Path, PurePosixPath

from hub_ext.settings import StorageSettings
from hub_ext.storage.filters import is_personal
from hub_ext.storage.process import REMOTE, STUDENT, environment, lines
from hub_ext.storage.quota.counting import Count, Tally

#: Requests a second, of a thousand objects each: a night is long.
_REQUESTS_A_SECOND = 4
_HOME = re.compile(r"([^/]+)/jupyter/(.+)")
_SHARED = re.compile(r"([1-9][0-9]{0,17})/shared/.")
#: Between the size and the path in rclone's lines; a size has none.
_SEPARATOR = ";"


class BucketListing:
    """The bucket from end to end, by a program of its own that hands it on line by line.

    Parameters
    ----------
    settings
        Where the object store is, and its keys.
    folder
        What rclone takes for its home.

    Notes
    -----
    Every method raises `StorageError` unless the list was read to its end.
    """

    def __init__(self, settings: StorageSettings, folder: Path) -> None:
        self._environment = environment(settings, folder)
        self._bucket = settings.bucket_name

    async def homes(self, user_ids: Collection[str]) -> dict[str, Count]:
        """Count the files of these people; nothing if there is none is as exact as any other."""
        tallies = {user_id: Tally() for user_id in user_ids}
        async for path, size in self._sizes("users/"):
            match = _HOME.fullmatch(path)
            tally = tallies.get(match[1]) if match else None
            if match and tally and is_personal(PurePosixPath(match[2])):
                tally.add(match[2], size)
        return {user_id: tally.count() for user_id, tally in tallies.items()}

    async def shared(self) -> dict[int, int]:
        """Count the bytes of what each centre shares."""
        found: dict[int, int] = {}
        async for path, size in self._sizes("centers/"):
            if match := _SHARED.match(path):
                found[int(match[1])] = found.get(int(match[1]), 0) + size
        return found

    async def _sizes(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        async with contextlib.aclosing(
            lines(
                "lsf",
                f"{REMOTE}:{self._bucket}/{prefix}",
                *("--recursive", "--fast-list", "--files-only"),
                *("--format=sp", f"--separator={_SEPARATOR}"),
                f"--tpslimit={_REQUESTS_A_SECOND}",
                "--log-level=ERROR",
                environment=self._environment,
                what=f"list of {prefix}",
                user=STUDENT,
            )
        ) as found:
            async for line in found:
                size, _, path = line.decode(errors="replace").rstrip("\n").partition(_SEPARATOR)
                yield path, int(size)
