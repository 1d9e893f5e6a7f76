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
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Final

from hub_ext.storage.filters import personal_path
from hub_ext.storage.store import moment_name
from hub_ext.storage.working_copy.copy import WorkingCopy

#: Names that one sync may need; a program that changes more has no time to lose any to us.
_MOST: Final = 20_000


class Arrivals:
    """For all homes of a host.

    Parameters
    ----------
    folder
        Where the agent sees ``HUB_DATA_DIR/homes``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        #: Homes that a sync is at work in, with numbers for what arrives, by their folders' names.
        self._under_way: dict[str, tuple[WorkingCopy, Iterator[int]]] = {}
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
        copy, numbers = self._under_way.get(home, (None, iter(())))
        if copy is None or not stat.S_ISREG(file.lstat().st_mode):
            return
        number = next(numbers)
        if number < _MOST:
            kept = copy.arrivals / str(number) / relative
            kept.parent.mkdir(parents=True)
            os.link(file, kept, follow_symlinks=False)

    @contextlib.asynccontextmanager
    async def kept(self, copy: WorkingCopy) -> AsyncIterator[None]:
        """Return a context, that of a sync, in which nothing that arrives in a home is lost."""
        # First, what an agent that was killed kept.
        await asyncio.to_thread(self._end, copy)
        self._under_way[copy.name] = (copy, count())
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
    for after, number in enumerate(numbers):
        moment = moment_name(now + timedelta(microseconds=2 * after))
        for file in number.rglob("*"):
            path = PurePosixPath(file.relative_to(number))
            # In the place of what its person deleted themself there is nothing.
            if file.is_file() and file.stat().st_nlink == 1 and (copy.files / path).is_file():
                copy.keep_as_version(file, path, moment)
