"""Files that a program keeps writing: left out of syncs for a while, so that these end.

rclone checks, while it reads a file, that it is still the one of which it took size and time; if not,
the transfer fails. So no half of a file is ever in the store, but a log that is written to many times
a second would never get there, and fail each sync. It is left out, and saved when its program pauses
or ends, or in a moment in which it changed less often.
Until then the version before stays in the store.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.store import ObjectStore
from hub_ext.storage.working_copy.copy import WorkingCopy
from hub_ext.storage.working_copy.emptied import for_each, in_store

#: Seconds after which a file is tried again, though it changes still.
PATIENCE: Final = 10.0
#: Seconds without a change after which nobody is writing to it any more.
_PAUSE: Final = 1.0


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
        self._until: dict[str, float] = {}

    def note(self, paths: Collection[str]) -> None:
        """Leave files out from now on: paths relative to the home."""
        until = self._clock() + PATIENCE
        self._until.update(dict.fromkeys(paths, until))

    def left_out(self) -> Collection[str]:
        """Return the files to leave out now, and forget the others; not for the loop."""
        now = self._clock()
        self._until = {
            path: until
            for path, until in self._until.items()
            if now < until and self._changes(self._folder / path)
        }
        return self._until.keys()

    def forget(self) -> None:
        """Leave nothing out: whoever wrote has ended."""
        self._until.clear()

    def __bool__(self) -> bool:
        """Tell whether the last sync left any out."""
        return bool(self._until)

    def _changes(self, file: Path) -> bool:
        try:
            changed = file.stat(follow_symlinks=False).st_ctime
        except OSError:
            return False
        return self._wall_clock() - changed < _PAUSE


async def put_back(
    layout: HomeLayout,
    copy: WorkingCopy,
    store: ObjectStore,
    moment: str,
    paths: Collection[str],
) -> None:
    """Put back what the sync at `moment` moved to the history, to make room for what did not come.

    What the platform wrote has the time of its arrival, which is another one now; but it is no change.

    Raises
    ------
    StorageError
        If the store cannot be asked.
    """

    async def one(path: str) -> None:
        key, earlier = f"{layout.prefix}{path}", f"{layout.history_prefix(moment)}{path}"
        if await store.look(key) is None and await store.look(earlier) is not None:
            await store.move(earlier, key)
            found = await in_store(store, key)
            if found is not None:
                md5 = await store.md5(key)
                await asyncio.to_thread(copy.known.tell_anew, path, md5, found)

    await for_each(paths, one)
