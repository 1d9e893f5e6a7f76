"""This host's disk: whether there is room for a home."""

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
