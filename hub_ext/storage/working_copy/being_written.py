"""Files that a program keeps writing: left out of syncs for a while, so that these end.

rclone checks, while it reads a file, that it is still the one of which it took size and time; if not,
the transfer fails. So no half of a file is ever in the store, but a log that is written to many times
a second would never get there, and fail each sync. It is left out, and saved when its program pauses
or ends, or in a moment in which it changed less often. Until then the version before stays in the
store.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.store import ObjectStore
from hub_ext.storage.working_copy.copy import WorkingCopy
from hub_ext.storage.working_copy.emptied import for_each, in_store

#: Seconds after which a file is tried again, though it changes still: twice as many each time.
FIRST_WAIT: Final = 10.0
LONGEST_WAIT: Final = 300.0
#: Whoever has not written for this part of them has paused.
_PAUSE: Final = 0.1


@dataclass
class _Wait:
    seconds: float
    until: float
    #: The run that follows the failure leaves the file out in any case: that one is to end well.
    fresh: bool = True


class FilesBeingWritten:
    """Those of one home.

    Parameters
    ----------
    folder
        The files of the home.
    clock, wall_clock
        Seconds: one that never jumps, and the one that files are dated with.
    """

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._wall_clock = wall_clock
        self._waits: dict[str, _Wait] = {}
        self._left_out: set[str] = set()

    def note(self, paths: Collection[str]) -> None:
        """Leave files out from now on: paths relative to the home."""
        for path in paths:
            before = self._waits.get(path)
            seconds = min(2 * before.seconds, LONGEST_WAIT) if before else FIRST_WAIT
            self._waits[path] = _Wait(seconds, self._clock() + seconds)

    def left_out(self) -> Collection[str]:
        """Return the files to leave out of the run that begins now; not for the loop."""
        self._left_out = {path for path, wait in self._waits.items() if self._stays_out(path, wait)}
        return self._left_out

    def end_well(self) -> None:
        """Take note that the run ended well: what was not left out of it is saved."""
        self._waits = {path: self._waits[path] for path in self._left_out}

    def forget(self) -> None:
        """Leave nothing out: whoever wrote has ended."""
        self._waits.clear()
        self._left_out.clear()

    def __bool__(self) -> bool:
        """Tell whether the last run left any out."""
        return bool(self._left_out)

    def _stays_out(self, path: str, wait: _Wait) -> bool:
        fresh, wait.fresh = wait.fresh, False
        if fresh or self._clock() >= wait.until:
            return fresh
        try:
            changed = (self._folder / path).stat(follow_symlinks=False).st_ctime
        except OSError:
            return False
        return self._wall_clock() - changed < _PAUSE * wait.seconds


async def put_back(
    layout: HomeLayout,
    copy: WorkingCopy,
    store: ObjectStore,
    moments: Sequence[str],
    paths: Collection[str],
) -> None:
    """Put back what runs at these `moments` moved to the history, to make room for what did not come.

    Of several versions the last. What the platform wrote has the time of its arrival, which is another one now; but it is no change.

    Raises
    ------
    StorageError
        If the store cannot be asked.
    """

    async def one(path: str) -> None:
        key = f"{layout.prefix}{path}"
        if await store.look(key) is not None:
            return
        for moment in reversed(moments):
            earlier = f"{layout.history_prefix(moment)}{path}"
            if await store.look(earlier) is not None:
                await store.move(earlier, key)
                break
        else:
            return
        found = await in_store(store, key)
        if found is not None:
            md5 = await store.md5(key)
            await asyncio.to_thread(copy.known.tell_anew, path, md5, found)

    await for_each(paths, one)
