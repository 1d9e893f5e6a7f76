"""Counting what is in a home: on this host's disk, or in the bucket."""

import heapq
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from pydantic import BaseModel, ConfigDict

from hub_ext.storage.filters import is_personal
from hub_ext.storage.objects import StoredObject
from hub_ext.storage.told import NamedSize
from hub_ext.storage.working_copy.copy import WorkingCopy

_LARGEST_SHOWN = 5
_HELD_BACK_SHOWN = 20


class Count(BaseModel):
    """What somebody's files take.

    Attributes
    ----------
    used_bytes
        Of all of them together, what is held back too.
    stored_bytes
        Of what the object store has of them; what is held back counts as it is there.
    largest, held_back
        The largest of all, and of what is held back; the largest first.
    """

    model_config = ConfigDict(frozen=True)

    used_bytes: int = 0
    stored_bytes: int = 0
    largest: tuple[NamedSize, ...] = ()
    held_back: tuple[NamedSize, ...] = ()


class Tally:
    """Adds up files that the object store has, one after the other, and remembers the largest."""

    def __init__(self) -> None:
        self._bytes = 0
        self._largest: list[tuple[int, str]] = []

    def add(self, path: str, size: int) -> None:
        """Count one file."""
        self._bytes += size
        add = heapq.heappush if len(self._largest) < _LARGEST_SHOWN else heapq.heappushpop
        add(self._largest, (size, path))

    def count(self) -> Count:
        """Return what was added."""
        largest = [named(path, size) for size, path in sorted(self._largest)]
        return Count(
            used_bytes=self._bytes, stored_bytes=self._bytes, largest=tuple(reversed(largest))
        )


def named(path: str, size: int) -> NamedSize:
    """Return a file's name as a text, also where what is on disk is none."""
    return NamedSize(path=os.fsencode(path).decode("utf-8", "replace"), bytes=size)


def files_on_disk(copy: WorkingCopy) -> Mapping[str, int]:
    """Return the sizes of a person's files on this host's disk. It takes its time: for a thread."""
    return dict(_sizes(copy))


def count_of(
    files: Mapping[str, int], held_back: Sequence[NamedSize] = (), held_bytes: int = 0
) -> Count:
    """Add up the files of a working copy.

    Parameters
    ----------
    files
        The sizes of all of them.
    held_back
        Those of them that are on this host only, the largest first.
    held_bytes
        What the object store lacks of them.
    """
    tally = Tally()
    for path, size in files.items():
        tally.add(path, size)
    count = tally.count()
    return count.model_copy(
        update={
            "stored_bytes": count.used_bytes - held_bytes,
            "held_back": tuple(held_back[:_HELD_BACK_SHOWN]),
        }
    )


def count_of_objects(objects: Iterable[StoredObject]) -> Count:
    """Add up the objects of a home.

    Virtual environments are counted: here nobody looks for their marker, and no sync takes one to
    the bucket.
    """
    tally = Tally()
    for entry in objects:
        if is_personal(PurePosixPath(entry.path)):
            tally.add(entry.path, entry.bytes)
    return tally.count()


def _sizes(copy: WorkingCopy) -> Iterator[tuple[str, int]]:
    for path in copy.personal():
        try:
            status = (copy.files / path).lstat()
        except OSError:  # Deleted since its folder was read.
            continue
        if stat.S_ISREG(status.st_mode):
            yield str(path), status.st_size
