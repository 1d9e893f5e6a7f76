"""The bucket, read only: one list of all of it, and its documents."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, Self

from hub_ext.settings import ObjectStoreSettings
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.objects import Objects
from hub_ext.storage.process import REMOTE, environment, lines
from hub_ext.storage.rclone import Rclone

#: A list takes hundreds of requests, so each has more than one try; and somebody waits.
_PATIENCE: Final = (
    *("--retries", "1"),
    *("--low-level-retries", "3"),
    *("--contimeout", "5s"),
    *("--timeout", "60s"),
)
_AT_ONCE: Final = 1_000
_LARGEST_DOCUMENT: Final = 20 * 1024 * 1024
#: Seconds before each further try.
_PAUSES: Final = (0.5, 2.0, 5.0)
_PASSING: Final = {ErrorCode.OBJECT_STORE_BUSY, ErrorCode.OBJECT_STORE_UNREACHABLE}
#: These are about one object; all others are about the bucket.
_OF_ONE_OBJECT: Final = {
    ErrorCode.NOT_FOUND: "it is gone, or its key has a form that cannot be read",
    ErrorCode.TOO_LARGE: f"it has more than {_LARGEST_DOCUMENT // 1024**2} MiB",
    ErrorCode.OBJECT_STORE_REFUSED: "the bucket refuses to give it",
}


class UnreadError(Exception):
    """One document could not be read. Its argument says why, for the operator."""


class Bucket:
    """The platform's bucket.

    Parameters
    ----------
    settings
        Where it is, and its keys.
    folder
        For rclone's own files.

    Notes
    -----
    Every method raises `StorageError` if the store does not answer: that is never an empty bucket.
    """

    def __init__(self, settings: ObjectStoreSettings, folder: Path) -> None:
        self._name = settings.bucket_name
        # Keys as they are, and not as a file system would like them.
        self._environment = environment(settings, folder) | {
            f"RCLONE_CONFIG_{REMOTE.upper()}_ENCODING": "None"
        }
        self._rclone = Rclone(settings, folder / "rclone", user=None)
        self._objects = Objects(self._rclone, self._name)

    async def objects(self) -> AsyncIterator[list[tuple[str, int]]]:
        """All keys and their bytes, some at a time."""
        batch: list[tuple[str, int]] = []
        async with contextlib.aclosing(
            lines(
                *("lsjson", f"{REMOTE}:{self._name}"),
                *("--recursive", "--fast-list", "--files-only", "--no-mimetype", "--no-modtime"),
                # What ended it is a notice.
                "--log-level=NOTICE",
                environment=self._environment,
                what="list",
                limits=_PATIENCE,
            )
        ) as found:
            async for line in found:
                if (entry := line.strip().rstrip(b",")).startswith(b"{"):
                    value = json.loads(entry)
                    batch.append((value["Path"], value["Size"]))
                if len(batch) == _AT_ONCE:
                    yield batch
                    batch = []
        yield batch

    async def __aenter__(self) -> Self:
        await self._rclone.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._rclone.stop()

    async def document(self, key: str) -> bytes:
        """Return a document, while this is entered.

        Raises
        ------
        UnreadError
            If this one cannot be read; others may be.
        """
        for pause in (*_PAUSES, None):
            try:
                return await self._objects.read(key, _LARGEST_DOCUMENT)
            except StorageError as error:
                if reason := _OF_ONE_OBJECT.get(error.code):
                    raise UnreadError(reason) from None
                if error.code not in _PASSING or pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError
