"""Where a file goes if its path is taken: ``노트.ipynb`` to ``노트.가져옴 2026-11-24.ipynb``."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import count
from pathlib import PurePosixPath
from typing import Final

IMPORTED: Final = "가져옴"
#: Bytes of a file name, and what the addition takes at most.
_LONGEST_NAME: Final = 255
_ADDITION: Final = 40
_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]+)?"


def target_of(path: str, digest: str, present: Mapping[str, str], today: date) -> str:
    """Return where a file belongs, so that nothing is written over and nothing is there twice.

    Parameters
    ----------
    path
        Its own path.
    digest
        Of its content.
    present
        The digest of each path that there is; ``""`` if it is not known, which equals nothing.
    today
        For another name.

    Returns
    -------
    str
        A path that is free, or that has this very content already.
    """
    taken = _taken_part(path, present)
    if taken is None:
        if present.get(path, digest) == digest:
            return path
        taken = len(PurePosixPath(path).parts) - 1
    for other in _same_content(path, taken, digest, present):
        return other
    return next(
        other
        for other in _other_names(path, taken, today)
        if other not in present and _taken_part(other, present) is None
    )


def _taken_part(path: str, present: Collection[str]) -> int | None:
    """Return which part of a path is a file where a folder is needed, or the other way round."""
    parts = PurePosixPath(path).parts
    for number in range(1, len(parts)):
        if "/".join(parts[:number]) in present:
            return number - 1
    folder = f"{path}/"
    return len(parts) - 1 if any(other.startswith(folder) for other in present) else None


def _same_content(path: str, part: int, digest: str, present: Mapping[str, str]) -> Iterator[str]:
    parts = list(PurePosixPath(path).parts)
    stem, suffix = _split(parts[part])
    before, after = parts[:part], parts[part + 1 :]
    name = re.compile(rf"{re.escape(stem)}\.{IMPORTED} {_DATE}{re.escape(suffix)}")
    for other, known in present.items():
        theirs = other.split("/")
        if (
            known == digest
            and len(theirs) == len(parts)
            and theirs[:part] == before
            and theirs[part + 1 :] == after
            and name.fullmatch(theirs[part])
        ):
            yield other


def _other_names(path: str, part: int, today: date) -> Iterator[str]:
    parts = list(PurePosixPath(path).parts)
    stem, suffix = _split(parts[part])
    for number in count(1):
        more = "" if number == 1 else f" {number}"
        name = f"{stem}.{IMPORTED} {today.isoformat()}{more}{suffix}"
        yield "/".join([*parts[:part], name, *parts[part + 1 :]])


def _split(name: str) -> tuple[str, str]:
    """Return a name without its ending, no longer than leaves room for the addition, and the ending."""
    pure = PurePosixPath(name)
    room = _LONGEST_NAME - _ADDITION - len(pure.suffix.encode())
    return pure.stem.encode()[: max(room, 1)].decode("utf-8", "ignore"), pure.suffix
