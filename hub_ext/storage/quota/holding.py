"""What of one working copy is held back from the object store, because there is no room for it.

Nothing is ever deleted for it, neither here nor there: a sync leaves these files out on both sides,
so they stay as they are, and are saved by the first sync that finds room.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from hub_ext.storage.quota.choice import Candidate, Room, choose
from hub_ext.storage.quota.counting import Count, count_of, files_on_disk, named
from hub_ext.storage.quota.listings import Listings, spelling
from hub_ext.storage.told import NamedSize
from hub_ext.storage.working_copy.copy import WorkingCopy

_LOG = logging.getLogger(__name__)


class Holding:
    """Holds files of one working copy back, and tells what it counted on the way.

    Parameters
    ----------
    user_id
        Whose they are.
    copy
        The working copy.
    room
        Tells how much room there is now.
    counted
        Told each count.
    """

    def __init__(
        self,
        user_id: str,
        copy: WorkingCopy,
        room: Callable[[str], Room],
        counted: Callable[[str, Count], None],
    ) -> None:
        self._user_id = user_id
        self._copy = copy
        self._room = room
        self._counted = counted
        self._listings = Listings(copy.listings, copy.listings.parent / "held-back.json")
        self._held: frozenset[str] = frozenset()
        self._left_out = self._held
        self.files: Sequence[NamedSize] = ()

    async def begin(self, others: Collection[str]) -> Collection[str]:
        """Choose what the sync that follows must leave out.

        The folders of the working copy are there, and their listings are of this folder.

        Parameters
        ----------
        others
            Paths relative to the home that are left out for another reason.

        Returns
        -------
        collection of str
            All that is to be left out, in every spelling.
        """
        room = self._room(self._user_id)
        held, count, paths = await asyncio.to_thread(self._choose, room, others)
        if bool(held) != bool(self.files):
            _tell(self._user_id, held)
        self.files = held
        self._counted(self._user_id, count)
        return paths

    async def succeed(self) -> None:
        """Take note that the sync succeeded, and count what it brought from the other side."""
        held, count = await asyncio.to_thread(self._settle)
        self.files = held
        self._counted(self._user_id, count)

    def _choose(
        self, room: Room, others: Collection[str]
    ) -> tuple[Sequence[NamedSize], Count, Collection[str]]:
        files = files_on_disk(self._copy)
        stored = self._listings.stored()
        # Without a memory of the last sync everything looks new: saving comes first then.
        held = () if stored is None else choose(_candidates(files, stored), room)
        self._held = frozenset(file.path for file in held)
        self._left_out = self._held.union(others)
        paths = self._listings.put_aside(self._left_out)
        return *_answer(files, held), paths

    def _settle(self) -> tuple[Sequence[NamedSize], Count]:
        self._listings.settle(self._left_out)
        files = files_on_disk(self._copy)
        candidates = _candidates(files, self._listings.stored() or {})
        return _answer(
            files, [file for file in candidates if file.path in self._held and file.growth > 0]
        )


def _candidates(files: Mapping[str, int], stored: Mapping[str, int]) -> Iterator[Candidate]:
    for path, size in files.items():
        # What is no text cannot be named to rclone.
        with contextlib.suppress(UnicodeEncodeError):
            path.encode()
            yield Candidate(path, size, stored.get(spelling(path), 0))


def _answer(
    files: Mapping[str, int], held: Sequence[Candidate]
) -> tuple[Sequence[NamedSize], Count]:
    by_size = sorted(held, key=lambda file: -file.bytes)
    sizes = [named(file.path, file.bytes) for file in by_size]
    return sizes, count_of(files, sizes, sum(file.growth for file in held))


def _tell(user_id: str, held: Sequence[NamedSize]) -> None:
    if held:
        _LOG.warning(
            "no room for %d files of %r (%d bytes, the largest %r); they stay on this host until there is",
            len(held),
            user_id,
            sum(file.bytes for file in held),
            held[0].path[:200],
        )
    else:
        _LOG.warning("there is room again for the files of %r", user_id)
