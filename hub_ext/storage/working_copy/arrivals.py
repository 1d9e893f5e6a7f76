"""What a person saves while a sync of their home runs, kept until the sync cannot take it away.

Before rclone replaces a file of a home it moves the earlier one to the history, and only then brings
the new one: a file that the person saves in between is overwritten and in no history. So while a
sync runs, every file that changes gets a second name at once, outside the home. Afterwards the count
of names tells what became of it: who is still in the home or in the history has another name, and
whoever has only ours was overwritten, and goes to the history now.
"""

import asyncio
import contextlib
import os
import shutil
import stat
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Final

from hub_ext.storage.filters import personal_path
from hub_ext.storage.store import moment_name
from hub_ext.storage.working_copy.copy import WorkingCopy

#: Names that one sync may need; a program that changes more has no time to lose any to us.
_MOST: Final = 20_000


@dataclass
class _Sync:
    """A sync under way: what arrived meanwhile, each file by its number on the disk and its path."""

    copy: WorkingCopy
    known: set[tuple[int, PurePosixPath]] = field(default_factory=set)


class Arrivals:
    """For all homes of a host.

    Parameters
    ----------
    folder
        Where the agent sees ``HUB_DATA_DIR/homes``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        #: Homes that a sync is at work in, by their folders' names.
        self._under_way: dict[str, _Sync] = {}
        self._lock = threading.Lock()

    @property
    def wanted(self) -> bool:
        """Whether any sync runs, so that changes are of interest at once."""
        return bool(self._under_way)

    def note(self, paths: Iterable[str]) -> None:
        """Give a second name to each of `paths` that is a file of a home under way; not for the loop."""
        for path in paths if self._under_way else ():
            if found := personal_path(self._folder, path):
                with self._lock, contextlib.suppress(OSError):
                    self._keep(found[0], Path(path), found[1])

    def _keep(self, home: str, file: Path, relative: PurePosixPath) -> None:
        sync, status = self._under_way.get(home), file.lstat()
        if sync is None or not stat.S_ISREG(status.st_mode):
            return
        # A program writes to one file many times, and it is the same file.
        known = (status.st_ino, relative)
        number = len(sync.known)
        if known not in sync.known and number < _MOST:
            sync.known.add(known)
            kept = sync.copy.arrivals / str(number) / relative
            kept.parent.mkdir(parents=True)
            os.link(file, kept, follow_symlinks=False)

    @contextlib.asynccontextmanager
    async def kept(self, copy: WorkingCopy) -> AsyncIterator[None]:
        """Return a context, that of a sync, in which nothing that arrives in a home is lost."""
        # First, what an agent that was killed kept.
        await asyncio.to_thread(self._end, copy)
        self._under_way[copy.name] = _Sync(copy)
        try:
            yield
        finally:
            await asyncio.to_thread(self._end, copy)

    def _end(self, copy: WorkingCopy) -> None:
        with self._lock:
            self._under_way.pop(copy.name, None)
        if copy.arrivals.is_dir():
            _settle(copy)
            shutil.rmtree(copy.arrivals, ignore_errors=True)


def _settle(copy: WorkingCopy) -> None:
    """Move to the history what was overwritten, the first first."""
    now = datetime.now(UTC)
    numbers = sorted(copy.arrivals.iterdir(), key=lambda each: int(each.name))
    names = [file for number in numbers for file in number.rglob("*") if file.is_file()]
    # A file that was renamed has a name of ours for each of its own; the last is the one it had.
    ours = Counter(file.stat().st_ino for file in names)
    files = {file.stat().st_ino: file for file in names}
    for after, (identity, file) in enumerate(files.items()):
        path = PurePosixPath(*file.relative_to(copy.arrivals).parts[1:])
        # In the place of what its person deleted themself there is nothing.
        if file.stat().st_nlink == ours[identity] and (copy.files / path).is_file():
            copy.keep_as_version(file, path, moment_name(now + timedelta(microseconds=2 * after)))
