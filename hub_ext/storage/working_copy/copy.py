"""The folders of a working copy on this host.

::

    homes/<safe name>/files      what the person's container sees
    homes/<safe name>/state      home.json, bisync's listings, those of the last good sync,
                                 what syncs replaced here, and what arrives during one

The folder `files` carries a mark, and `home.json` the same one. If they differ, the folder is not
the one that the listings describe (somebody deleted it, or restored another): then nothing that is
missing in it counts as deleted. Unknown is never gone.
"""

import contextlib
import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from hub_ext.storage.filters import ENVIRONMENT_MARKER, is_personal
from hub_ext.storage.process import STUDENT
from hub_ext.storage.record import Record, RecordFile, make_folder
from hub_ext.storage.working_copy.listings import Listings

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
        self.name = folder.name
        self.files = folder / "files"
        self.listings = folder / "state" / "listings"
        self.history = folder / "state" / "history"
        self.arrivals = folder / "state" / "arrivals"
        self._aside = folder / "state" / "aside"
        #: Runs since the last good one that failed for no reason that the store gave.
        self.failures = 0
        #: Whether the store has this home's witness, as far as this agent knows.
        self.witnessed = False
        #: Paths that the store cannot carry.
        self.left_out: list[str] = []
        self.known = Listings(self.listings, folder / "state" / "known")
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
            self.known.drop()
            record.generation = secrets.token_hex(16)
            record.store = store
            with contextlib.suppress(OSError):  # Without marks, each start compares both sides.
                os.setxattr(self.files, _MARK, record.generation.encode())
            self.record.write(record)

    def unlock(self) -> None:
        """Take away the lock of a run that died with its rclone; to be called between two runs.

        Only this agent and its one rclone are at work here.
        """
        for lock in self.listings.glob("*.lck"):
            lock.unlink()

    def holds_anything(self, besides: Collection[str] = ()) -> bool:
        """Tell whether there is any personal file `besides` these."""
        return any(str(path) not in besides for path in self.personal())

    def holds_notebook(self) -> bool:
        """Tell whether there is any notebook of the person's."""
        return any(path.suffix == ".ipynb" for path in self.personal())

    def personal(self) -> Iterator[PurePosixPath]:
        """Yield the paths of all personal files, relative to the home."""
        for folder, folders, files in self.files.walk():
            here = PurePosixPath(folder.relative_to(self.files))
            folders[:] = [name for name in folders if is_personal(here / name)]
            if ENVIRONMENT_MARKER in files:
                folders.clear()
                continue
            yield from (here / name for name in files if is_personal(here / name))

    def put_away(self, path: str, moment: str) -> None:
        """Move a file to what the sync at `moment` replaced here."""
        self.keep_as_version(self.files / path, PurePosixPath(path), moment)

    def keep_as_version(self, file: Path, path: PurePosixPath, moment: str) -> None:
        """Move `file` to the history: what was at `path` until `moment`."""
        target = self.history / moment / path
        for folder in reversed(target.relative_to(self.history).parents):
            make_folder(self.history / folder, STUDENT, _STUDENT_ONLY)
        file.rename(target)

    def set_aside(self) -> None:
        """Move all files to where no sync and no container sees them, at once."""
        self.delete_aside()
        self.files.rename(self._aside)

    def delete_aside(self) -> None:
        """Delete what was set aside."""
        if self._aside.exists():
            shutil.rmtree(self._aside)

    def witness(self) -> Path:
        """Return a small file for the store that says what it is there for."""
        file = self.listings / "witness"
        file.write_text("This home was synced with this bucket.\n")
        return file

    def _mark(self) -> str | None:
        try:
            return os.getxattr(self.files, _MARK).decode()
        except (OSError, UnicodeDecodeError):
            return None
