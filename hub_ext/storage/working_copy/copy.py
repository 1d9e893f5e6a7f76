"""The folders of a working copy on this host.

::

    homes/<safe name>/files      what the person's container sees
    homes/<safe name>/state      home.json, bisync's listings, what syncs replaced here

The folder `files` carries a mark, and `home.json` the same one. If they differ, the folder is not
the one that the listings describe (somebody deleted it, or restored another): then nothing that is
missing in it counts as deleted. Unknown is never gone.
"""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from hub_ext.storage.filters import ENVIRONMENT_MARKER, is_personal
from hub_ext.storage.process import STUDENT
from hub_ext.storage.record import Record, RecordFile, make_folder

_MARK = "user.eduhub.generation"
_STUDENT_ONLY = 0o700


class WorkingCopy:
    """One home's folders.

    Parameters
    ----------
    folder
        Where the agent sees the home.
    """

    def __init__(self, folder: Path) -> None:
        self.files = folder / "files"
        self.listings = folder / "state" / "listings"
        self.history = folder / "state" / "history"
        self._folder = folder
        self.record = RecordFile(folder)

    def is_known(self, record: Record) -> bool:
        """Tell whether `files` is the folder that the last sync left."""
        return bool(record.generation) and self._mark() == record.generation

    def prepare(self, record: Record, store: str) -> None:
        """Make what is missing, and drop listings that describe another folder or store."""
        self.record.make_folders()
        for folder in (self.listings, self.history, self.files):
            make_folder(folder, STUDENT, _STUDENT_ONLY)
        if not self.is_known(record) or record.store != store:
            self.drop_listings()
            record.generation = secrets.token_hex(16)
            record.store = store
            with contextlib.suppress(OSError):  # Without marks, each start compares both sides.
                os.setxattr(self.files, _MARK, record.generation.encode())
            self.record.write(record)
        # Only this agent and its one rclone are at work here: a lock is of a process that died.
        for lock in self.listings.glob("*.lck"):
            lock.unlink()

    def has_listings(self) -> bool:
        """Tell whether bisync can compare with an earlier state that held any file."""
        listings = list(self.listings.glob("*.lst"))
        return len(listings) == 2 and all(_lists_a_file(listing) for listing in listings)

    def drop_listings(self) -> None:
        """Forget the earlier state: the next sync unites both sides and deletes nothing."""
        for listing in self.listings.glob("*"):
            listing.unlink()

    def holds_anything(self) -> bool:
        """Tell whether there is any personal file."""
        return any(True for _ in self._personal())

    def holds_notebook(self) -> bool:
        """Tell whether there is any notebook of the person's."""
        return any(path.suffix == ".ipynb" for path in self._personal())

    def free_bytes(self) -> int:
        """Return the room that is left for files."""
        return shutil.disk_usage(self._folder.parent).free

    def _personal(self) -> Iterator[PurePosixPath]:
        for folder, folders, files in self.files.walk():
            here = PurePosixPath(folder.relative_to(self.files))
            folders[:] = [name for name in folders if is_personal(here / name)]
            if ENVIRONMENT_MARKER in files:
                folders.clear()
                continue
            yield from (here / name for name in files if is_personal(here / name))

    def _mark(self) -> str | None:
        try:
            return os.getxattr(self.files, _MARK).decode()
        except (OSError, UnicodeDecodeError):
            return None


def _lists_a_file(listing: Path) -> bool:
    with listing.open(encoding="utf-8", errors="replace") as lines:
        return any(not line.startswith("#") for line in lines)
