"""Objects that are made only where there is none of their key."""

import asyncio
import tempfile
from pathlib import Path
from typing import Final

from hub_ext.storage.errors import StorageError
from hub_ext.storage.new_only import NEW_ONLY, is_taken
from hub_ext.storage.process import REMOTE
from hub_ext.storage.rclone import Rclone

#: The store decides, so nobody who writes at the same time is written over. rclone is not to look
#: first: it takes an object of the same size and time for done.
_CONFIG: Final = {**NEW_ONLY, "NoCheckDest": True}


class NewObjects:
    """One bucket, through the agent's own rclone.

    Parameters
    ----------
    rclone
        Already started when anything is asked.
    bucket
        Its name.
    folder
        Of this host, for what is on its way; made if missing.
    """

    def __init__(self, rclone: Rclone, bucket: str, folder: Path) -> None:
        self._rclone = rclone
        self._root = f"{REMOTE}:{bucket}/"
        self._folder = folder

    async def make(self, key: str, text: str) -> bool:
        """Make an object; tell whether it was made, or there was one before.

        Raises
        ------
        StorageError
            If the store does not do it.
        """
        await asyncio.to_thread(self._folder.mkdir, mode=0o711, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            file = Path(name, "new")
            await asyncio.to_thread(_write, file, text)
            try:
                await self._rclone.call(
                    "operations/copyfile",
                    srcFs=f"{name}/",
                    srcRemote=file.name,
                    dstFs=self._root,
                    dstRemote=key,
                    _config=_CONFIG,
                )
            except StorageError as error:
                if is_taken(error):
                    return False
                raise
        return True


def _write(file: Path, text: str) -> None:
    # rclone runs as somebody else.
    file.parent.chmod(0o711)
    file.write_text(text, encoding="utf-8")
    file.chmod(0o644)
