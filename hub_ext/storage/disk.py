"""This host's disk: whether there is room for a home, and files that are there whole or not at all."""

import os
import shutil
from pathlib import Path

from hub_ext.storage.errors import ErrorCode, StorageError

#: With less room than this nobody starts: a notebook could not be saved.
SMALLEST_ROOM_BYTES = 64 * 1024 * 1024


def refuse_full_disk(folder: Path) -> None:
    """Do nothing if there is room for a home; not for the loop.

    Parameters
    ----------
    folder
        On the disk in question; it may not be there yet.

    Raises
    ------
    StorageError
        ``disk-full``.
    """
    while not folder.exists():
        folder = folder.parent
    if shutil.disk_usage(folder).free < SMALLEST_ROOM_BYTES:
        raise StorageError(ErrorCode.DISK_FULL, "less than 64 MiB are left for homes")


def write_whole(file: Path, content: bytes) -> None:
    """Replace a file's content, whenever the power fails: by all of the new one, or not at all.

    Parameters
    ----------
    file
        In a folder that is there, and that nobody else writes to.
    content
        All of it.
    """
    new = file.with_suffix(".new")
    with new.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)
