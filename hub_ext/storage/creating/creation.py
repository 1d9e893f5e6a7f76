"""Making a notebook in a home, whether or not its person's server runs, and whatever the way."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from hub_ext.storage.creating.new_objects import NewObjects
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.filters import is_personal
from hub_ext.storage.first_notebook import blank_notebook
from hub_ext.storage.history.bucket import HistoryBucket
from hub_ext.storage.history.restoring import refuse_where_a_name_is_taken
from hub_ext.storage.homes import Homes
from hub_ext.storage.in_time import in_time
from hub_ext.storage.layout import HomeLayout, acceptable_notebook_path
from hub_ext.storage.looking.notebooks import is_shown
from hub_ext.storage.models import NewNotebook
from hub_ext.storage.telling import KnownUsage

_LOG = logging.getLogger(__name__)

#: Bytes. A file name has at most 255; Jupyter and syncs put something before or behind it.
LONGEST_NAME_BYTES: Final = 240
#: Seconds for one, with the wait for its turn; and how many at once.
CREATE_LIMIT: Final = 55.0
_AT_ONCE: Final = 4


class Creation:
    """Makes notebooks, one of a person at a time.

    The store gets them first, which refuses to replace anything; from there they come to the
    person's server as everything does that the platform puts there.

    Parameters
    ----------
    objects
        Where they are made.
    bucket
        Tells which names are taken.
    homes
        All homes of this host.
    view
        Where the agent sees ``HUB_DATA_DIR/homes``.
    first_notebook
        Returns the text of the notebook that a first start finds.
    usage
        Tells what is counted of somebody's files.
    """

    def __init__(
        self,
        objects: NewObjects,
        bucket: HistoryBucket,
        homes: Homes,
        view: Path,
        first_notebook: Callable[[], str],
        usage: KnownUsage,
    ) -> None:
        self._objects = objects
        self._bucket = bucket
        self._homes = homes
        self._view = view
        self._first_notebook = first_notebook
        self._usage = usage
        self._turns: dict[str, asyncio.Lock] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def create(self, user_id: str, name: str | None) -> NewNotebook:
        """Make a notebook at the top of a home, unless there is a file of its name.

        Parameters
        ----------
        user_id
            Whose.
        name
            Of the file, for a notebook with one empty cell; None for the one that a first start
            finds.

        Raises
        ------
        StorageError
            ``invalid-path`` for a name that no notebook can have, or that a folder has;
            ``no-room`` if the person's quota is used up; or what is wrong with the store.
        """
        layout = HomeLayout(user_id)
        path = layout.first_notebook if name is None else _checked(name)
        usage = self._usage(user_id)
        if usage is not None and usage.level == "full":
            raise StorageError(ErrorCode.NO_ROOM, "the quota is used up")
        text = self._first_notebook() if name is None else blank_notebook()
        turn = self._turns.setdefault(user_id, asyncio.Lock())
        async with in_time(CREATE_LIMIT, turn, self._slots):
            created = await self._make(layout, path, text)
        return NewNotebook(path=path, created=created)

    async def _make(self, layout: HomeLayout, path: str, text: str) -> bool:
        home = self._homes.of(layout.user_id)
        # What the person saved a moment ago has its name already.
        await home.refresh()
        async with home.held():
            if await asyncio.to_thread(self._is_here, layout, path):
                return False
            if await self._bucket.find(layout.file(path)) is not None:
                return False
            await refuse_where_a_name_is_taken(self._bucket, layout, path)
            if not await self._objects.make(layout.file(path), text):
                return False
        _LOG.info("a notebook of %r is made", layout.user_id)
        # If it does not come to the person's server now, the next sync brings it.
        with contextlib.suppress(StorageError):
            await home.refresh()
        return True

    def _is_here(self, layout: HomeLayout, path: str) -> bool:
        """Tell whether the working copy has a file of that name that the store has not, yet.

        Raises
        ------
        StorageError
            If it has a folder of that name.
        """
        place = self._view / layout.folder.name / "files" / path
        if place.is_dir() and not place.is_symlink():
            raise _taken(path)
        return os.path.lexists(place)


def _taken(path: str) -> StorageError:
    return StorageError(ErrorCode.INVALID_PATH, f"a folder is called {path[:64]!r}")


def _checked(name: str) -> str:
    """Return a name that is one of a notebook at the top of a home.

    Raises
    ------
    StorageError
        If it is not.
    """
    fits = len(name.encode("utf-8", "surrogatepass")) <= LONGEST_NAME_BYTES
    if not (
        fits
        and "/" not in name
        and acceptable_notebook_path(name)
        and is_shown(name)
        and is_personal(PurePosixPath(name))
    ):
        raise StorageError(ErrorCode.INVALID_PATH, f"{name[:64]!r} is no name of a notebook")
    return name
