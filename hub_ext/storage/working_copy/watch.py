"""Noticing that files in homes changed on this host."""

import asyncio
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from hub_ext.storage.filters import personal_path
from hub_ext.storage.working_copy.arrivals import Arrivals
from hub_ext.storage.working_copy.tree import EventsLostError, Tree

_LOG = logging.getLogger(__name__)

#: Seconds between two looks at what changed. During a sync, which may take away what arrives, nobody
#: waits so long: then the kernel wakes us.
_STEP = 0.1
#: Seconds until another try if the kernel does not let us watch.
_PAUSE = 30.0


class Watch:
    """One watch for all homes: the kernel gives a program only some hundred of them.

    Parameters
    ----------
    folder
        Where the agent sees ``HUB_DATA_DIR/homes``.
    touched
        Called with the name of a home's folder, and with how many personal files in it changed.
    arrivals
        Told of every path at once.
    """

    def __init__(
        self, folder: Path, touched: Callable[[str, int], None], arrivals: Arrivals | None = None
    ) -> None:
        self._folder = folder
        self._touched = touched
        self._arrivals = Arrivals(folder) if arrivals is None else arrivals
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._task = asyncio.create_task(self._watch(), name="watch")

    async def stop(self) -> None:
        """Stop watching."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self) -> None:
        missed = False
        while True:
            try:
                await self._look(missed=missed)
            except EventsLostError:
                missed = True
            except OSError as error:
                missed = True
                _LOG.error(
                    "changes in homes are not noticed at once (%s); raise fs.inotify.max_user_watches",
                    error,
                )
                await asyncio.sleep(_PAUSE)

    async def _look(self, *, missed: bool) -> None:
        tree = await asyncio.to_thread(Tree, self._folder)
        if missed:
            for home in await asyncio.to_thread(os.listdir, self._folder):
                self._touched(home, 1)
        while True:
            if not self._arrivals.wanted:
                await asyncio.sleep(_STEP)
            paths = await asyncio.to_thread(self._changed, tree)
            for home, files in changed_homes(self._folder, paths).items():
                self._touched(home, files)

    def _changed(self, tree: Tree) -> set[str]:
        paths: set[str] = set()
        until = time.monotonic() + _STEP
        while True:
            found = tree.changed()
            self._arrivals.note(found)
            paths |= found
            left = until - time.monotonic()
            if left <= 0 or not self._arrivals.wanted:
                return paths
            tree.wait(left)


def changed_homes(folder: Path, paths: Iterable[str]) -> Counter[str]:
    """Return the names of the homes in which personal files are among `paths`, and how many."""
    return Counter(found[0] for path in paths if (found := personal_path(folder, path)))
