"""A home's folders on this host, and what the agent remembers about them.

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
from datetime import datetime
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ValidationError

from hub_ext.storage.filters import ENVIRONMENT_MARKER, is_personal
from hub_ext.storage.process import STUDENT

_MARK = "user.eduhub.generation"
#: Names and permissions: only the agent lists a home's folder, the person's container sees `files`.
_PASSABLE = 0o711
_STUDENT_ONLY = 0o700


class Record(BaseModel):
    """What `home.json` holds.

    Attributes
    ----------
    user_id
        Whose home it is.
    open
        Whether a container may be using it.
    saved
        Whether the object store is known to hold everything.
    generation
        The mark of the folder that the listings describe; empty before the first sync.
    store
        The object store that the listings describe.
    synced_at
        When store and folder were last known to be equal.
    greeted
        Whether the first start is over, so that a first notebook is not made again.
    """

    user_id: str
    open: bool = False
    saved: bool = False
    generation: str = ""
    store: str = ""
    synced_at: datetime | None = None
    greeted: bool = False


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
        self._record = folder / "state" / "home.json"

    def read(self) -> Record | None:
        """Return what is remembered; None if nothing is, or nothing that can be read."""
        try:
            return Record.model_validate_json(self._record.read_bytes())
        except (OSError, ValidationError):
            return None

    def write(self, record: Record) -> None:
        """Remember `record`, whenever the power fails."""
        self._make(self._folder, 0, _PASSABLE)
        self._make(self._record.parent, 0, _PASSABLE)
        new = self._record.with_suffix(".new")
        with new.open("w") as file:
            file.write(record.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._record)

    def is_known(self, record: Record) -> bool:
        """Tell whether `files` is the folder that the last sync left."""
        return bool(record.generation) and self._mark() == record.generation

    def prepare(self, record: Record, store: str) -> None:
        """Make what is missing, and drop listings that describe another folder or store."""
        self._make(self._folder, 0, _PASSABLE)
        self._make(self._record.parent, 0, _PASSABLE)
        for folder in (self.listings, self.history, self.files):
            self._make(folder, STUDENT, _STUDENT_ONLY)
        if not self.is_known(record) or record.store != store:
            self.drop_listings()
            record.generation = secrets.token_hex(16)
            record.store = store
            with contextlib.suppress(OSError):  # Without marks, each start compares both sides.
                os.setxattr(self.files, _MARK, record.generation.encode())
            self.write(record)
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

    def forget_before(self, moment: str) -> None:
        """Delete what syncs before `moment` replaced here."""
        if self.history.is_dir():
            for folder in self.history.iterdir():
                if folder.name < moment:
                    shutil.rmtree(folder, ignore_errors=True)

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

    @staticmethod
    def _make(folder: Path, owner: int, mode: int) -> None:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        status = folder.stat()
        if (status.st_uid, status.st_gid) != (owner, owner):
            os.chown(folder, owner, owner)
        if status.st_mode & 0o777 != mode:
            folder.chmod(mode)


def _lists_a_file(listing: Path) -> bool:
    with listing.open(encoding="utf-8", errors="replace") as lines:
        return any(not line.startswith("#") for line in lines)
