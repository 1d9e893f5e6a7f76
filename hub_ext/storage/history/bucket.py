"""What history does in the bucket: single objects are asked about, copied and deleted there."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.layout import HISTORY
from hub_ext.storage.process import REMOTE
from hub_ext.storage.rclone import Rclone


@dataclass(frozen=True, slots=True)
class Found:
    """One object.

    Attributes
    ----------
    written
        The time of the file itself; the store's where it has none.
    digest
        Equal for equal contents; ``""`` if the store does not say.
    """

    written: datetime
    digest: str


class HistoryBucket:
    """The bucket, through rclone.

    Parameters
    ----------
    rclone
        Already started when anything is asked.
    bucket
        Its name.

    Notes
    -----
    Every method raises `StorageError` if the store does not do it.
    """

    def __init__(self, rclone: Rclone, bucket: str) -> None:
        self._rclone = rclone
        self._root = f"{REMOTE}:{bucket}"

    async def people(self) -> list[str]:
        """Return the ``userID`` of everybody of whom there is any history, in order."""
        answer = await self._rclone.call(
            "operations/list",
            fs=f"{self._root}/{HISTORY}/",
            remote="",
            opt={"dirsOnly": True, "noModTime": True, "noMimeType": True},
        )
        return sorted(entry["Name"] for entry in answer["list"])

    async def find(self, key: str) -> Found | None:
        """Ask for one object; None if there is none."""
        answer = await self._rclone.call(
            "operations/stat",
            fs=self._root,
            remote=key,
            opt={"filesOnly": True, "noMimeType": True, "showHash": True, "hashTypes": ["md5"]},
        )
        item = answer["item"]
        if item is None:
            return None
        digest = (item.get("Hashes") or {}).get("md5", "")
        return Found(datetime.fromisoformat(item["ModTime"]), digest)

    async def holds(self, prefix: str) -> bool:
        """Tell whether any key begins with `prefix`, which ends in a slash."""
        answer = await self._rclone.call(
            "operations/list",
            fs=f"{self._root}/{prefix}",
            remote="",
            opt={"noModTime": True, "noMimeType": True},
        )
        return bool(answer["list"])

    async def copy(self, source: str, target: str) -> None:
        """Make one object what another one is, in the store itself."""
        await self._rclone.call(
            "operations/copyfile",
            srcFs=self._root,
            srcRemote=source,
            dstFs=self._root,
            dstRemote=target,
            # Same size and time is not the same content.
            _config={"IgnoreTimes": True},
        )

    async def delete(self, key: str) -> None:
        """Delete one object; harmless if somebody else has."""
        try:
            await self._rclone.call("operations/deletefile", fs=self._root, remote=key)
        except StorageError as error:
            if error.code is not ErrorCode.INTERNAL or await self.find(key) is not None:
                raise

    async def take_up(self, folder: Path, prefix: str) -> None:
        """Move everything in a folder of this host to a prefix, which ends in a slash."""
        await self._rclone.call(
            "sync/move",
            srcFs=str(folder),
            dstFs=f"{self._root}/{prefix}",
            deleteEmptySrcDirs=True,
        )
