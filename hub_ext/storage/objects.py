"""Reading what is in the bucket: lists, sizes and single objects. Nothing here changes anything."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import ClientPayloadError, ClientResponse

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.failures import code_of
from hub_ext.storage.process import REMOTE
from hub_ext.storage.rclone import Rclone

#: rclone takes a file's own time from the object itself, with one request for each. The store's
#: time is in the list; an option of the whole remote, so syncs must never share this one. What a
#: remote is called beyond its name only tells the two apart.
_REMOTE_FOR_LISTS = f"{REMOTE},description=lists"
_TIMES_OF_THE_STORE = {"UseServerModTime": True}
_CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object of a list.

    Attributes
    ----------
    path
        Its key without the prefix that was asked for.
    bytes
        Its size.
    modified
        When the store got it.
    """

    path: str
    bytes: int
    modified: datetime


class Objects:
    """The bucket, read only.

    Parameters
    ----------
    rclone
        Already started when anything is asked.
    bucket
        Its name.

    Notes
    -----
    Every method raises `StorageError` if the store does not answer: that is never an empty list.
    """

    def __init__(self, rclone: Rclone, bucket: str) -> None:
        self._rclone = rclone
        self._bucket = bucket

    async def list(self, prefix: str, pattern: str) -> Sequence[StoredObject]:
        """Return the objects under a prefix, at any depth, whose file name is like `pattern`.

        Parameters
        ----------
        prefix
            Ends in a slash.
        pattern
            For file names only: with folders in it, rclone asks for each folder by itself.
        """
        answer = await self._rclone.call(
            "operations/list",
            fs=f"{_REMOTE_FOR_LISTS}:{self._bucket}/{prefix}",
            remote="",
            opt={"recurse": True, "filesOnly": True, "noMimeType": True},
            _filter={"IncludeRule": [pattern]},
            _config=_TIMES_OF_THE_STORE,
        )
        return [
            StoredObject(entry["Path"], entry["Size"], datetime.fromisoformat(entry["ModTime"]))
            for entry in answer["list"]
        ]

    async def size(self, prefix: str) -> int:
        """Return the bytes of everything under a prefix, which ends in a slash."""
        answer = await self._rclone.call(
            "operations/size",
            fs=f"{_REMOTE_FOR_LISTS}:{self._bucket}/{prefix}",
            # Whoever names a remote first chooses its options for all.
            _config=_TIMES_OF_THE_STORE,
        )
        return int(answer["bytes"])

    async def read(self, key: str, most: int) -> bytes:
        """Return an object's bytes.

        Raises
        ------
        StorageError
            ``not-found``; ``too-large`` for more than `most` bytes, of which no more are read.
        """
        async with self._rclone.opened(f"{REMOTE}:{self._bucket}", key) as response:
            if response.status != 200:
                raise _refusal(await response.content.read(_CHUNK_BYTES))
            if response.content_length is None or response.content_length > most:
                raise _too_large(most)
            try:
                return await _all(response, most)
            except ClientPayloadError:
                raise StorageError(
                    ErrorCode.OBJECT_STORE_UNREACHABLE, "the object store broke off an object"
                ) from None


async def _all(response: ClientResponse, most: int) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        content += chunk
        if len(content) > most:
            raise _too_large(most)
    return bytes(content)


def _refusal(body: bytes) -> StorageError:
    """Return what rclone's answer in place of an object means."""
    try:
        answer = json.loads(body)
        status, text = int(answer["status"]), str(answer["error"])
    except (ValueError, KeyError, TypeError):
        return StorageError(ErrorCode.INTERNAL, "rclone answered a read in an unknown way")
    if status == 404:
        return StorageError(ErrorCode.NOT_FOUND, "there is no such object")
    return StorageError(code_of(text), f"read: {text}")


def _too_large(most: int) -> StorageError:
    return StorageError(ErrorCode.TOO_LARGE, f"the object has more than {most} bytes")
