"""What rclone keeps of a mounted home on this host's disk, and what of it is only there.

::

    homes/<safe name>/state/cache/vfs/<remote>/…       the bytes of files that were read or written
    homes/<safe name>/state/cache/vfsMeta/<remote>/…   what is known about each, as JSON

rclone writes down what it knows of a file when the first change is made to it and when it is closed,
and not in between. So after a kill the note may describe the file before the last program wrote to
it. rclone then fetches what the note does not name from the object store, into the file: seen as
the first bytes of the old version in front of the rest of the new one. `MountCache.recover` mends
the notes before rclone reads them again.
"""

import json
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LOG = logging.getLogger(__name__)

_BYTES = "vfs"
_NOTES = "vfsMeta"
#: For root only: the files of a person, and their names.
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class _Cached:
    """One file of the cache."""

    note: Path
    content: Path

    def read(self) -> dict[str, Any] | None:
        """Return what is known about it; None if that is not legible."""
        try:
            known = json.loads(self.note.read_bytes())
        except ValueError:
            return None
        return known if isinstance(known, dict) else None

    def drop(self) -> None:
        """Forget it: the object store has the version before."""
        self.content.unlink(missing_ok=True)
        self.note.unlink()


class MountCache:
    """The cache of one home.

    Parameters
    ----------
    folder
        Where the agent sees the home's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "state" / "cache"

    def make(self) -> None:
        """Make the folder if it is missing."""
        self.folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)

    def unsaved(self) -> list[Path]:
        """Return the files that the object store does not have, or not as they are here."""
        return [cached.content for cached in self._unsaved()]

    def recover(self) -> bool:
        """Prepare what a killed rclone left for another one; tell whether anything is unsaved.

        Nothing else may be at work in the cache. If everything is saved, the cache is discarded: a
        recovered one can show empty files.
        """
        for cached in self._files():
            _mend(cached)
        if self.unsaved():
            return True
        self.discard()
        return False

    def adopt(self, notes: Path) -> None:
        """Move what lies under another name of the remote to where rclone looks for it.

        rclone names the folder of a remote after its settings: with another key of the store it is
        another folder. Nothing happens while the present one holds anything unsaved.

        Parameters
        ----------
        notes
            The folder of notes that rclone used last, as ``vfs/stats`` names it.
        """
        name = notes.relative_to(self.folder / _NOTES).parts[0]
        present = self.folder / _NOTES / name
        others = (folder for folder in (self.folder / _NOTES).iterdir() if folder != present)
        other = next(others, None)
        if other is None or any(present in path.note.parents for path in self._unsaved()):
            return
        for kind in (_NOTES, _BYTES):
            shutil.rmtree(self.folder / kind / name, ignore_errors=True)
            (self.folder / kind / other.name).rename(self.folder / kind / name)

    def discard(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _unsaved(self) -> Iterator[_Cached]:
        return (cached for cached in self._files() if (cached.read() or {}).get("Dirty", True))

    def _files(self) -> Iterator[_Cached]:
        notes = self.folder / _NOTES
        for folder, _, names in notes.walk():
            for name in names:
                note = folder / name
                yield _Cached(note, self.folder / _BYTES / note.relative_to(notes))


def _mend(cached: _Cached) -> None:
    known = cached.read()
    if known is not None and not known.get("Dirty"):
        return
    size = cached.content.stat().st_size if cached.content.exists() else 0
    if size == 0 and (known is None or known.get("Fingerprint") or known.get("Rs")):
        # Emptied to be written anew, and killed before it was: the version before is the better one.
        _LOG.warning("%s was being written when rclone was killed", cached.content)
        cached.drop()
    elif _is_whole(known) if known is not None else _has_no_holes(cached.content, size):
        whole = {"Size": size, "Rs": [{"Pos": 0, "Size": size}], "Dirty": True}
        cached.note.write_text(json.dumps((known or {"Fingerprint": ""}) | whole))


def _is_whole(known: dict[str, Any]) -> bool:
    """Tell whether all bytes of a file are here, whatever was written since the note was."""
    ranges = known.get("Rs") or []
    return not known.get("Fingerprint") or ranges == (
        [{"Pos": 0, "Size": known.get("Size")}] if known.get("Size") else []
    )


def _has_no_holes(content: Path, size: int) -> bool:
    with content.open("rb") as file:
        return os.lseek(file.fileno(), 0, os.SEEK_HOLE) >= size
