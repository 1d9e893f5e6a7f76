"""One bucket of the object store, through rclone."""

import contextlib
import hashlib
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from hub_ext.storage.errors import BeingWrittenError, ErrorCode, StorageError
from hub_ext.storage.failures import code_of
from hub_ext.storage.filters import rclone_filter
from hub_ext.storage.process import REMOTE
from hub_ext.storage.rclone import Rclone

_CHEAP_LIST = {"noModTime": True, "noMimeType": True}
#: How a sync names the moment it ran; sorts by time.
MOMENT = "%Y%m%dT%H%M%S.%fZ"
#: What a transfer ends with when its file is not the one any more that it began with.
_CHANGED_MEANWHILE = re.compile(r"source file is being updated|BadDigest|corrupted on transfer")


def moment_name(moment: datetime) -> str:
    """Return how a moment is written in a key."""
    return moment.strftime(MOMENT)


class ObjectStore:
    """What the agent does with the bucket.

    Parameters
    ----------
    rclone
        Already started.
    bucket
        Its name.
    identity
        Which store this is; another one with the same bucket name knows nothing of earlier syncs.
    """

    def __init__(self, rclone: Rclone, bucket: str, identity: str) -> None:
        self._rclone = rclone
        self._root = f"{REMOTE}:{bucket}"
        self.identity = identity

    def path(self, key: str) -> str:
        """Return rclone's name of a key prefix, which ends in a slash.

        Without the slash rclone asks whether there is an object of that name, and takes a store
        that does not answer for a yes.
        """
        return f"{self._root}/{key.rstrip('/')}/"

    async def probe(self) -> None:
        """Ask for the top of the bucket.

        Raises
        ------
        StorageError
            Saying what is wrong with the store, the keys or the bucket.
        """
        await self._rclone.call("operations/list", fs=self._root, remote="", opt=_CHEAP_LIST)

    async def fingerprint(self, prefix: str) -> str | None:
        """Return a text that changes when an object under `prefix` does; None if nobody can tell.

        One request for a thousand objects, where a sync asks for each one.
        """
        sums = {"showHash": True, "hashTypes": ["md5"]}
        try:
            answer = await self._rclone.call(
                "operations/list",
                fs=self.path(prefix),
                remote="",
                opt={**_CHEAP_LIST, **sums, "recurse": True, "filesOnly": True},
                _filter=rclone_filter(),
            )
        except StorageError:
            return None
        objects = sorted(
            (entry["Path"], entry["Size"], str(entry.get("Hashes"))) for entry in answer["list"]
        )
        return hashlib.sha256(repr(objects).encode("utf-8", "surrogatepass")).hexdigest()

    async def bisync(self, group: str, **parameters: Any) -> None:
        """Make a folder and a prefix equal.

        Parameters
        ----------
        group
            A name for this run, under which rclone keeps its last error.
        parameters
            Of ``sync/bisync``.

        Raises
        ------
        BeingWrittenError
            If the store is well, but files changed while they were read.
        StorageError
            With what is wrong. bisync itself only says "aborted": the reason is the last error of
            a transfer or, if there is none, what the store answers now.
        """
        try:
            await self._rclone.call("sync/bisync", _group=group, **parameters)
        except StorageError as error:
            await self._explain(group, error)
            raise
        finally:
            with contextlib.suppress(StorageError):
                await self._rclone.call("core/stats-delete", group=group)

    async def _explain(self, group: str, error: StorageError) -> None:
        if error.code is not ErrorCode.INTERNAL:
            return
        stats = await self._rclone.call("core/stats", group=group)
        text = str(stats.get("lastError", ""))
        # A request whose file changed was not sent, which sounds as if the store could not be reached.
        changed = _CHANGED_MEANWHILE.search(text)
        code = ErrorCode.INTERNAL if changed else code_of(text)
        if code is not ErrorCode.INTERNAL:
            raise StorageError(code, f"sync/bisync: {text}") from None
        await self.probe()
        if changing := await self._changed_meanwhile(group):
            raise BeingWrittenError(changing) from None
        if text:
            raise StorageError(code, f"sync/bisync: {text}") from None

    async def _changed_meanwhile(self, group: str) -> set[str]:
        answer = await self._rclone.call("core/transferred", group=group)
        return {
            str(transfer["name"])
            for transfer in answer["transferred"] or ()
            if _CHANGED_MEANWHILE.search(transfer.get("error", ""))
        }

    async def look(self, key: str) -> tuple[int, str] | None:
        """Return an object's bytes and its time as rclone writes it; None if there is none."""
        prefix, _, name = key.rpartition("/")
        answer = await self._rclone.call("operations/stat", fs=self.path(prefix), remote=name)
        item = answer["item"]
        return (int(item["Size"]), str(item["ModTime"])) if item and not item["IsDir"] else None

    async def md5(self, key: str) -> str:
        """Return the sum of an object's content; ``""`` if the store does not tell it."""
        prefix, _, name = key.rpartition("/")
        options = {"showHash": True, "hashTypes": ["md5"]}
        answer = await self._rclone.call(
            "operations/stat", fs=self.path(prefix), remote=name, opt=options
        )
        item = answer["item"] or {}
        return str((item.get("Hashes") or {}).get("md5", ""))

    async def holds_anything(self, prefix: str) -> bool:
        """Tell whether there is any personal object under a prefix."""
        options = {**_CHEAP_LIST, "recurse": True, "filesOnly": True}
        answer = await self._rclone.call(
            "operations/list",
            fs=self.path(prefix),
            remote="",
            opt=options,
            _filter=rclone_filter(),
        )
        return bool(answer["list"])

    async def move(self, source: str, destination: str) -> None:
        """Move one object, from key to key."""
        await self._rclone.call(
            "operations/movefile",
            srcFs=f"{self._root}/",
            srcRemote=source,
            dstFs=f"{self._root}/",
            dstRemote=destination,
        )

    async def upload(self, file: Path, key: str) -> None:
        """Copy one file of this host to a key."""
        await self._rclone.call(
            "operations/copyfile",
            srcFs=str(file.parent),
            srcRemote=file.name,
            dstFs=f"{self._root}/",
            dstRemote=key,
        )
