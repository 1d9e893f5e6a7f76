"""What bisync knows of files that are held back, kept for the day on which they are saved.

bisync compares each side with a listing of its last run. A file that a filter leaves out is gone
from both sides for it, and so from both listings; were it simply let in again, its older version in
the store would look like somebody else's new file, and make a conflict. So the lines of a file that
is held back are put aside, and put back into the listings when it is let in again. Then bisync
compares it with the last run that knew it: changed here, it is saved; deleted here, it is deleted
there; changed there meanwhile, it is a conflict, and both are kept.
"""

import ast
import os
import re
import shutil
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from hub_ext.storage.filters import as_rclone_writes
from hub_ext.whole_files import put_whole

_SIDES = ("path1", "path2")
#: Flags, size, hash, identifier, time, and the name as Go quotes it.
_LINE = re.compile(r'^\S\s+(-?\d+) \S+ \S+ \S+ (".*")$')


class _Aside(BaseModel):
    """Lines put aside, of both sides, by one spelling of their file's path."""

    lines: dict[str, tuple[list[str], list[str]]] = {}


class Listings:
    """The listings of one home's last sync.

    Parameters
    ----------
    folder
        Where bisync keeps them.
    aside
        The file with the lines that were put aside.
    """

    def __init__(self, folder: Path, aside: Path) -> None:
        self._folder = folder
        self._file = aside

    def stored(self) -> dict[str, int] | None:
        """Return the sizes that the store had at the last sync, by `spelling`.

        None if no sync is remembered; then the lines that were put aside are forgotten too.
        """
        if not all(self._listing(side) for side in _SIDES):
            self._file.unlink(missing_ok=True)
            return None
        sizes = {}
        lines = [line for _, there in self._aside().lines.values() for line in there]
        for line in [*lines, *self._lines("path2")]:
            if entry := _entry(line):
                sizes[spelling(entry[1])] = entry[0]
        return sizes

    def put_aside(self, held_back: Collection[str]) -> Sequence[str]:
        """Get ready for a sync without these files, and with those that were held back before.

        Returns
        -------
        list
            The same files in every spelling that either side may have.
        """
        known = self._aside().lines
        wanted = {spelling(path) for path in held_back}
        if not wanted and not known:
            return ()
        found: dict[str, tuple[list[str], list[str]]] = {name: ([], []) for name in wanted}
        for number, side in enumerate(_SIDES):
            for line in self._lines(side):
                if (entry := _entry(line)) and spelling(entry[1]) in wanted:
                    found[spelling(entry[1])][number].append(line)
        new = {name: lines for name, lines in found.items() if any(lines) or name not in known}
        # On disk before bisync forgets them: the power may fail in the middle of the run.
        self._write(_Aside(lines=known | new))
        for name in known.keys() - wanted:
            self._put_back(known[name])
        return sorted(self._spellings(held_back, found))

    def settle(self, held_back: Collection[str]) -> None:
        """Forget what was put aside of other files: a sync with them has succeeded."""
        known = self._aside().lines
        wanted = {spelling(path) for path in held_back}
        if known.keys() - wanted:
            self._write(_Aside(lines={name: known[name] for name in known.keys() & wanted}))

    @staticmethod
    def _spellings(
        held_back: Collection[str], found: dict[str, tuple[list[str], list[str]]]
    ) -> Iterator[str]:
        for path in set(held_back):
            yield from {path, *(unicodedata.normalize(form, path) for form in ("NFC", "NFD"))} | {
                entry[1]
                for lines in found[spelling(path)]
                for line in lines
                if (entry := _entry(line))
            }

    def _put_back(self, lines: tuple[list[str], list[str]]) -> None:
        for side, of_side in zip(_SIDES, lines, strict=True):
            # From the older ones bisync recovers after a run that was cut off.
            for listing in (self._listing(side), self._listing(side, "-old")):
                if listing is not None:
                    _append(listing, of_side)

    def _lines(self, side: str) -> Iterator[str]:
        listing = self._listing(side)
        if listing is not None:
            with listing.open(encoding="utf-8", errors="surrogateescape") as lines:
                yield from (line.rstrip("\n") for line in lines)

    def _listing(self, side: str, ending: str = "") -> Path | None:
        found = list(self._folder.glob(f"*.{side}.lst{ending}"))
        return found[0] if len(found) == 1 else None

    def _aside(self) -> _Aside:
        try:
            return _Aside.model_validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return _Aside()

    def _write(self, aside: _Aside) -> None:
        content = aside.model_dump_json().encode("utf-8", "surrogatepass")
        put_whole(self._file, content, 0o600)


def spelling(path: str) -> str:
    """Return the one spelling for all in which rclone takes two names for one file."""
    return unicodedata.normalize("NFC", as_rclone_writes(path))


def _entry(line: str) -> tuple[int, str] | None:
    """Return a line's size and name; None for a heading, or for what cannot be read."""
    match = _LINE.match(line)
    if match is None:
        return None
    try:
        # What Go writes into quotes, Python reads.
        return int(match[1]), str(ast.literal_eval(match[2]))
    except (SyntaxError, ValueError):
        return None


def _append(listing: Path, lines: Sequence[str]) -> None:
    """Add lines that a listing lacks. The file stays its owner's, rclone's, and is never half written."""
    text = listing.read_text(encoding="utf-8", errors="surrogateescape")
    present = {entry[1] for line in text.splitlines() if (entry := _entry(line))}
    missing = [line for line in lines if (entry := _entry(line)) and entry[1] not in present]
    if not missing:
        return
    new = listing.with_name(f"{listing.name}.new")
    new.write_text(
        text + "".join(f"{line}\n" for line in missing), encoding="utf-8", errors="surrogateescape"
    )
    status = listing.stat()
    os.chown(new, status.st_uid, status.st_gid)
    shutil.copymode(listing, new)
    new.replace(listing)
