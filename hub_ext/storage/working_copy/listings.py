"""What both sides held when they were last equal, as bisync wrote it down.

bisync gives its listings up when a run fails, and a kill in the middle of one leaves them as they
were before: then what that run had already copied looks like a change that somebody else made. So
the listings of the last good run are kept apart here. After a bad one they are put back, corrected
by what the bad one is known to have copied.
"""

import ast
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Self

from hub_ext.storage.process import STUDENT
from hub_ext.storage.record import make_folder
from hub_ext.whole_files import put_whole

Side = Literal["path1", "path2"]
_SIDES: tuple[Side, Side] = ("path1", "path2")
#: bisync's format, version 1: flags, size, hash, id, time, and the name as Go quotes it.
_LINE = re.compile(r'- +(?P<size>\d+) (?:md5:)?(?P<md5>\S+) \S+ (?P<time>\S+) (?P<name>".*")')
_TIME = re.compile(r"(.{19})(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Nanoseconds.
_SECOND = 10**9
_AGENT_ONLY = 0o700


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a file, as either side tells it.

    Attributes
    ----------
    size
        Bytes.
    modified
        Nanoseconds since 1970. rclone gives an object the time of the file that it was made from.
    """

    size: int
    modified: int

    @classmethod
    def told(cls, size: int, time: str) -> Self:
        """Return what rclone tells.

        Raises
        ------
        ValueError
            If `time` is not as rclone writes it.
        """
        match = _TIME.fullmatch(time)
        if match is None:
            raise ValueError(f"{time!r} is no time of rclone's")
        second, fraction, zone = match.groups()
        since = datetime.fromisoformat(f"{second}{zone}") - _EPOCH
        seconds = since.days * 86_400 + since.seconds
        return cls(size, seconds * _SECOND + int((fraction or "").ljust(9, "0")))

    @classmethod
    def of(cls, file: Path) -> Self | None:
        """Return what is at a path on this host; None if there is nothing."""
        try:
            status = file.stat(follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            return None
        return cls(status.st_size, status.st_mtime_ns)

    @property
    def of_a_file(self) -> bool:
        """Whether it has the time of a file, and not of its arrival, which the store tells in seconds."""
        return self.modified % _SECOND != 0

    def line(self, quoted: str, md5: str = "") -> str:
        """Return a line of a listing, with the path as Go quotes it and the sum of the content."""
        seconds, fraction = divmod(self.modified, _SECOND)
        time = f"{_EPOCH + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}.{fraction:09}+0000"
        return f"- {self.size:8} {f'md5:{md5}' if md5 else '-'} - {time} {quoted}"


class Listings:
    """The listings of one home.

    Parameters
    ----------
    folder
        bisync's working files.
    kept
        Where those of the last good run are; for the agent only.
    """

    def __init__(self, folder: Path, kept: Path) -> None:
        self._folder = folder
        self._kept = kept

    def hold_any(self) -> bool:
        """Tell whether there is an earlier state, and any file in it."""
        return all(_lines(_one(self._kept, side, "lst")) for side in _SIDES)

    def needs_correction(self) -> bool:
        """Tell whether there is an earlier state, and a run after it that came to no good end."""
        done = all(_one(self._folder, side, "lst") for side in _SIDES)
        under_way = all(_one(self._folder, side, "lst-new") for side in _SIDES)
        return self.hold_any() and (under_way or not done)

    def files(self, side: Side = "path1") -> dict[str, Version]:
        """Return what both sides held when they were last equal, as one of them told it."""
        return _versions(_lines(_one(self._kept, side, "lst")))

    def changed(self, side: Side) -> dict[str, Version]:
        """Return what the broken run found new on one side, and so may have copied to the other."""
        return _new(_one(self._kept, side, "lst"), _one(self._folder, side, "lst-new"))

    def noted(self) -> dict[str, Version]:
        """Return what a good run noted newly."""
        return _new(_one(self._kept, "path1", "lst"), _one(self._folder, "path1", "lst"))

    def note(self, versions: Mapping[str, Version]) -> None:
        """Take note that both sides held something else when a good run had ended."""
        for side in _SIDES:
            listing = _one(self._folder, side, "lst")
            if listing is not None:
                lines = {
                    path: _told_now(line, versions[path]) if path in versions else line
                    for path, line in _lines(listing).items()
                }
                self._give(listing, _text(listing, lines))

    def keep(self) -> None:
        """Keep what a good run wrote."""
        make_folder(self._kept, 0, _AGENT_ONLY)
        for listing in self._folder.glob("*.lst"):
            put_whole(self._kept / listing.name, listing.read_bytes(), 0o600)

    def put_back(self, copied: Mapping[Side, Mapping[str, Version]]) -> None:
        """Give bisync the kept listings again.

        Parameters
        ----------
        copied
            Of what a side held at the start of the broken run, what both have held since.
        """
        news = {
            path: _told_now(line, versions[path])
            for side, versions in copied.items()
            for path, line in _lines(_one(self._folder, side, "lst-new")).items()
            if path in versions
        }
        for kept in self._kept.glob("*.lst"):
            text = _text(kept, _lines(kept) | news)
            put_whole(kept, text.encode(), 0o600)
            self._give(self._folder / kept.name, text)
        for listing in [*self._folder.glob("*.lst-new"), *self._folder.glob("*.lst-err")]:
            listing.unlink()

    def tell_anew(self, path: str, md5: str, version: Version) -> None:
        """Take note that the store has the same object with another time."""
        kept = _one(self._kept, "path2", "lst")
        lines = _lines(kept)
        match = _LINE.fullmatch(lines.get(path, ""))
        if kept is not None and match is not None and match["md5"] == md5:
            new = _text(kept, lines | {path: version.line(match["name"], md5)})
            put_whole(kept, new.encode(), 0o600)

    @staticmethod
    def _give(listing: Path, text: str) -> None:
        listing.write_text(text, "utf-8")
        os.chown(listing, STUDENT, STUDENT)

    def drop(self) -> None:
        """Forget the earlier state: the next sync unites both sides and deletes nothing."""
        for listing in [*self._folder.glob("*"), *self._kept.glob("*")]:
            listing.unlink()


def _one(folder: Path, side: Side, ending: str) -> Path | None:
    return next(iter(folder.glob(f"*.{side}.{ending}")), None)


def _raw(listing: Path | None) -> list[str]:
    return listing.read_text("utf-8", "replace").split("\n") if listing is not None else []


def _new(before: Path | None, now: Path | None) -> dict[str, Version]:
    """Return what only the second listing says; of the others, nearly all after a sync, none is read."""
    known = set(_raw(before))
    return _versions(_by_path(line for line in _raw(now) if line not in known))


def _lines(listing: Path | None) -> dict[str, str]:
    """Return the lines of files by the path that each is about."""
    return _by_path(_raw(listing))


def _by_path(lines: Iterable[str]) -> dict[str, str]:
    found = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is not None:
            # Python reads what Go quotes, but for bytes that are not UTF-8: such names stay here.
            found[str(ast.literal_eval(match["name"]))] = line
    return found


def _versions(lines: Mapping[str, str]) -> dict[str, Version]:
    matches = ((path, _LINE.fullmatch(line)) for path, line in lines.items())
    return {path: _version(match) for path, match in matches if match}


def _version(match: re.Match[str]) -> Version:
    return Version.told(int(match["size"]), match["time"])


def _told_now(line: str, version: Version) -> str:
    """Return the same line, if it tells of that version, or else another one that does."""
    match = _LINE.fullmatch(line)
    if match is None or _version(match) == version:
        return line
    return version.line(match["name"])


def _text(listing: Path, lines: Mapping[str, str]) -> str:
    """Return a listing with other lines."""
    header = listing.read_text("utf-8").partition("\n")[0]
    return "\n".join([header, *lines.values(), ""])
