"""The old host's tree, in both shapes: ``{userID}/…`` and ``users/{userID}/jupyter/…``."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from hub_ext.notebooks_import.models import Left, Reason, SourceFile
from hub_ext.storage.filters import ENVIRONMENT_MARKER, is_personal
from hub_ext.storage.layout import HomeLayout, acceptable_path, acceptable_user_id

_USERS: Final = "users"
_JUPYTER: Final = "jupyter"


@dataclass
class Tree:
    """What the tree holds.

    Attributes
    ----------
    files
        Of each owner, as their folder is called; two folders may be of one owner.
    left
        What cannot be anybody's.
    left_out
        How many files are no person's work.
    """

    files: dict[str, list[SourceFile]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    left_out: int = 0


def read_tree(root: Path) -> Tree:
    """Look at everything in a tree; links are not followed.

    Raises
    ------
    OSError
        If the tree itself cannot be read.
    """
    tree = Tree()
    for entry in _sorted(root):
        if not entry.is_dir(follow_symlinks=False):
            _leave(tree, root, Path(entry.path), "no-owner")
        elif entry.name == _USERS and _has_second_shape(Path(entry.path)):
            _read_second_shape(tree, root, Path(entry.path))
        else:
            _read_home(tree, root, entry.name, Path(entry.path))
    return tree


def shown(root: Path, place: Path) -> str:
    """Return a place relative to the tree, as text that can always be written."""
    return (
        str(place.relative_to(root)).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    )


def _has_second_shape(folder: Path) -> bool:
    return any((folder / entry.name / _JUPYTER).is_dir() for entry in _sorted(folder))


def _read_second_shape(tree: Tree, root: Path, folder: Path) -> None:
    for entry in _sorted(folder):
        home = Path(entry.path, _JUPYTER)
        # What other tools keep beside it is not ours.
        if entry.is_dir(follow_symlinks=False) and home.is_dir() and not home.is_symlink():
            _read_home(tree, root, entry.name, home)
        else:
            _leave(tree, root, Path(entry.path), "no-owner")


def _read_home(tree: Tree, root: Path, name: str, home: Path) -> None:
    files = tree.files.setdefault(name, [])
    for place in _walk(tree, root, home):
        relative = PurePosixPath(place.relative_to(home))
        mode = place.lstat().st_mode
        if not is_personal(relative):
            tree.left_out += 1
        elif not stat.S_ISREG(mode):
            _leave(tree, root, place, "link")
        elif not acceptable_user_id(name) or not _fits(name, str(relative)):
            _leave(tree, root, place, "bad-name")
        else:
            files.append(SourceFile(place=place, path=str(relative)))


def _walk(tree: Tree, root: Path, folder: Path) -> Iterator[Path]:
    try:
        entries = _sorted(folder)
    except OSError:
        _leave(tree, root, folder, "unreadable")
        return
    if any(entry.name == ENVIRONMENT_MARKER for entry in entries):
        tree.left_out += sum(len(names) for _, _, names in os.walk(folder))
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(tree, root, Path(entry.path))
        else:
            yield Path(entry.path)


def _fits(name: str, path: str) -> bool:
    if not acceptable_path(path):
        return False
    return len(HomeLayout(name).file(path).encode()) <= 1024


def _leave(tree: Tree, root: Path, place: Path, reason: Reason) -> None:
    tree.left.append(Left(source=shown(root, place), reason=reason))


def _sorted(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)
