"""People's notebooks as the object store has them, for somebody who looks and changes nothing."""

import asyncio
from typing import Final

from hub_ext.storage.in_time import in_time
from hub_ext.storage.layout import HomeLayout, acceptable_notebook_path
from hub_ext.storage.models import MOST_NOTEBOOKS, Notebook, NotebookList
from hub_ext.storage.objects import Objects

#: Bytes of a notebook that is still given out.
LARGEST_NOTEBOOK: Final = 20 * 1024 * 1024

#: Of each kind at once, and seconds for one, with the wait for its turn.
_LISTS_AT_ONCE = 4
_READS_AT_ONCE = 4
LIST_LIMIT = 20.0
READ_LIMIT = 40.0


class Notebooks:
    """The notebooks of everybody, from the object store.

    Parameters
    ----------
    objects
        The bucket.
    """

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._lists = asyncio.Semaphore(_LISTS_AT_ONCE)
        self._reads = asyncio.Semaphore(_READS_AT_ONCE)

    async def list(
        self, user_id: str, after: str = "", limit: int = MOST_NOTEBOOKS
    ) -> NotebookList:
        """Return a person's notebooks by path; what is in hidden folders is not theirs to see.

        Parameters
        ----------
        user_id
            Whose.
        after, limit
            See `NotebooksRequest`.

        Raises
        ------
        StorageError
            If the store does not answer, or the ``userID`` cannot have files.
        """
        layout = HomeLayout(user_id)
        async with in_time(LIST_LIMIT, self._lists):
            found = await self._objects.list(layout.prefix, "*.ipynb")
        notebooks = sorted(
            (
                Notebook(path=entry.path, bytes=entry.bytes, modified=entry.modified)
                for entry in found
                if is_shown(entry.path)
            ),
            key=lambda notebook: notebook.path,
        )
        rest = [notebook for notebook in notebooks if notebook.path > after]
        return NotebookList(notebooks=rest[:limit], count=len(notebooks), more=len(rest) > limit)

    async def read(self, user_id: str, path: str) -> bytes:
        """Return a notebook's bytes, as they were when the person's last save reached the store.

        Raises
        ------
        StorageError
            ``invalid-path``, ``not-found``, ``too-large``, or what is wrong with the store.
        """
        key = HomeLayout(user_id).notebook(path)
        async with in_time(READ_LIMIT, self._reads):
            return await self._objects.read(key, LARGEST_NOTEBOOK)


def is_shown(path: str) -> bool:
    """Whatever is listed can be read, so what the rule for paths refuses is not listed."""
    hidden = any(part.startswith(".") for part in path.split("/"))
    return not hidden and acceptable_notebook_path(path)
