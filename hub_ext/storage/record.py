"""What the agent remembers about a home, beside its files."""

import os
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from hub_ext.whole_files import put_whole

#: Names and permissions: only the agent lists a home's folder, the person's container sees parts.
_PASSABLE = 0o711


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
    closed_at
        When it was last closed.
    center
        What the person's centre shared with them at the last opening, relative to ``HUB_DATA_DIR``;
        a mounted home shows it again after a failure.
    """

    user_id: str
    open: bool = False
    saved: bool = False
    generation: str = ""
    store: str = ""
    synced_at: datetime | None = None
    greeted: bool = False
    closed_at: datetime | None = None
    center: str = ""


class RecordFile:
    """``state/home.json`` of one home.

    Parameters
    ----------
    folder
        Where the agent sees the home's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "state" / "home.json"

    def read(self) -> Record | None:
        """Return what is remembered; None if nothing is, or nothing that can be read."""
        try:
            return Record.model_validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return None

    def write(self, record: Record) -> None:
        """Remember `record`, whenever the power fails."""
        self.make_folders()
        put_whole(self._file, record.model_dump_json().encode(), 0o600)

    def make_folders(self) -> None:
        """Make the home's folder and the one of its state, for the agent only."""
        make_folder(self._folder, 0, _PASSABLE)
        make_folder(self._file.parent, 0, _PASSABLE)


def make_folder(folder: Path, owner: int, mode: int) -> None:
    """Make a folder if it is missing, and give it its owner and mode."""
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    status = folder.stat()
    if (status.st_uid, status.st_gid) != (owner, owner):
        os.chown(folder, owner, owner)
    if status.st_mode & 0o777 != mode:
        folder.chmod(mode)
