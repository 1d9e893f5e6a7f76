"""What a person can do in their home that would stop all of it from being saved."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from hub_ext.storage.layout import LONGEST_PATH_BYTES, HomeLayout
from hub_ext.storage.process import STUDENT
from hub_ext.storage.working_copy.copy import WorkingCopy


def give_back_to_owner(folder: Path) -> int:
    """Let the owner read and write what they locked themselves out of; return how often.

    rclone has the student's rights, so a file or folder without them would never be saved. No link
    is followed, and nothing is touched that is not the student's.
    """
    given_back = 0
    # The agent itself can enter and read all of it.
    for _, _, names, here in os.fwalk(folder):
        given_back += _give_back(here)
        for name in names:
            with suppress(OSError):
                if _is_locked(os.stat(name, dir_fd=here, follow_symlinks=False)):
                    given_back += _give_back_file(name, here)
    return given_back


def _give_back_file(name: str, folder: int) -> bool:
    # What it is is looked at again: its owner can put another thing in its place meanwhile.
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    try:
        return _give_back(descriptor)
    finally:
        os.close(descriptor)


def _is_locked(status: os.stat_result) -> bool:
    if status.st_uid != STUDENT:
        return False
    if stat.S_ISDIR(status.st_mode):
        return status.st_mode & stat.S_IRWXU != stat.S_IRWXU
    return stat.S_ISREG(status.st_mode) and not status.st_mode & stat.S_IRUSR


def _give_back(descriptor: int) -> bool:
    status = os.fstat(descriptor)
    if not _is_locked(status):
        return False
    given = stat.S_IRWXU if stat.S_ISDIR(status.st_mode) else stat.S_IRUSR | stat.S_IWUSR
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode) | given)
    return True


def too_long_for_a_key(layout: HomeLayout, copy: WorkingCopy, moment: str) -> list[str]:
    """Return the paths in a home whose key, or that of an earlier version, would be too long."""
    longest = max(layout.prefix, layout.history_prefix(moment), key=len)
    room = LONGEST_PATH_BYTES - len(longest.encode())
    return [
        path for path in map(str, copy.personal()) if len(path.encode("utf-8", "replace")) > room
    ]
