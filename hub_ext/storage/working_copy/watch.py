"""Noticing that files in homes changed on this host."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from watchfiles import awatch

from hub_ext.storage.filters import is_personal

_LOG = logging.getLogger(__name__)

#: Milliseconds that changes are collected, and the step in which they are looked for.
_COLLECT = 300
_STEP = 50
#: Seconds until another try if the kernel does not let us watch.
_PAUSE = 30.0


class Watch:
    """One watch for all homes: the kernel gives a program only some hundred of them.

    Parameters
    ----------
    folder
        Where the agent sees ``HUB_DATA_DIR/homes``.
    touched
        Called with the name of a home's folder when personal files in it changed.
    """

    def __init__(self, folder: Path, touched: Callable[[str], None]) -> None:
        self._folder = folder
        self._touched = touched
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
        while True:
            try:
                async for changes in awatch(
                    self._folder,
                    watch_filter=None,
                    debounce=_COLLECT,
                    step=_STEP,
                    ignore_permission_denied=True,
                ):
                    for home in changed_homes(self._folder, (path for _, path in changes)):
                        self._touched(home)
            except OSError as error:
                _LOG.error(
                    "changes in homes are not noticed at once (%s); raise fs.inotify.max_user_watches",
                    error,
                )
            await asyncio.sleep(_PAUSE)


def changed_homes(folder: Path, paths: Iterable[str]) -> set[str]:
    """Return the names of the homes in which personal files are among `paths`."""
    homes = set()
    for path in paths:
        home, area, *rest = (*PurePosixPath(path).relative_to(folder).parts, "", "")
        inside = PurePosixPath(*rest[:-1]) if len(rest) > 1 else PurePosixPath(*filter(None, rest))
        if area == "files" and is_personal(inside):
            homes.add(home)
    return homes
