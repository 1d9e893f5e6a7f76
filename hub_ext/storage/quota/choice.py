"""Which files wait on this host when there is no room for all of them: a pure choice."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

_NOTEBOOK = ".ipynb"


@dataclass(frozen=True, slots=True)
class Room:
    """Up to how many bytes all files of a person together may go to the object store.

    Attributes
    ----------
    files
        For files of every kind.
    notebooks
        For notebooks: more, so that a lesson is saved when data has filled everything.
    """

    files: float = math.inf
    notebooks: float = math.inf

    def within(self, other: Self) -> Self:
        """Return the room that is left where both hold."""
        return type(self)(min(self.files, other.files), min(self.notebooks, other.notebooks))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file on this host.

    Attributes
    ----------
    path
        Relative to the home.
    bytes
        What it has here.
    stored_bytes
        What the object store had of it at the last sync; 0 if nothing.
    """

    path: str
    bytes: int
    stored_bytes: int = 0

    @property
    def growth(self) -> int:
        """Bytes that saving it adds to what is stored."""
        return self.bytes - self.stored_bytes


def choose(candidates: Iterable[Candidate], room: Room) -> Sequence[Candidate]:
    """Return the files that are not saved now, so that the others fit.

    Notes
    -----
    Only what adds to the stored bytes is ever held back, what adds most first; notebooks come after
    everything else, and only where even their reserve is used up. What is stored already stays, also
    beyond a quota that was made smaller.
    """
    files = list(candidates)
    total = sum(file.bytes for file in files)
    growing = sorted(
        (file for file in files if file.growth > 0), key=lambda file: (-file.growth, file.path)
    )
    held = []
    for notebooks, limit in ((False, room.files), (True, room.notebooks)):
        for file in growing:
            if total <= limit:
                break
            if file.path.endswith(_NOTEBOOK) is notebooks:
                held.append(file)
                total -= file.growth
    return held
