"""Showing a home in a container that was started before anybody knew whose it would be.

::

    attached/<name>/home/student       what is mounted here appears in the container as its home
    attached/<name>/srv/home-state     and here what its server is told

The container binds ``home`` and ``srv`` so that it follows what is mounted in them. A place is for one
person, once: nothing is ever attached where something is, or was.
"""

import asyncio
import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.mounts import bind, make_read_only, show_also, show_in, unmount
from hub_ext.storage.record import make_folder

_NAME: Final = re.compile(r"[a-z0-9-]{1,64}")
_PASSABLE: Final = 0o711
#: Empty, and nobody can write there.
_READABLE: Final = 0o755
#: As in every home, and so in the filters of a sync.
_LESSONS: Final = "lessons"
_CENTER: Final = "center"


class Attachments:
    """All places of this host, by their names.

    Parameters
    ----------
    data
        ``HUB_DATA_DIR``.
    staging
        A folder of the agent's own, in which nothing that is mounted is seen anywhere else.
    is_open
        Tells whether somebody's home is open.
    center
        Tells which folder, relative to `data`, shows what a person's centre shares; ``""`` if none.
    """

    def __init__(
        self,
        data: Path,
        staging: Path,
        is_open: Callable[[str], bool],
        center: Callable[[str], str],
    ) -> None:
        self._data = data
        self._places = data / "attached"
        self._staging = staging
        self._is_open = is_open
        self._center = center

    def people(self) -> dict[str, str]:
        """Return the names of all places, and who has each; ``""`` if nobody has it yet."""
        return {place.name: _read(place / "taken") for place in self._places.glob("*")}

    async def make(self, name: str) -> None:
        """Make a place for a container that is about to be created.

        Raises
        ------
        StorageError
            If there is one of this name, or it cannot be made.
        """
        place = self._place(name)
        if place.exists():
            raise StorageError(ErrorCode.ALREADY_ATTACHED, f"there is a place {name} already")
        await asyncio.to_thread(_make_place, place)

    async def attach(self, name: str, user_id: str) -> None:
        """Show somebody's opened home in the container at a place.

        Raises
        ------
        StorageError
            If there is no such place, if somebody has it, if the home is not open, or if it
            cannot be mounted; then nothing of it is shown.
        """
        place, layout = self._place(name), HomeLayout(user_id)
        if not self._is_open(user_id):
            raise StorageError(ErrorCode.NOT_FOUND, f"the home of {user_id!r} is not open")
        try:
            # Never given back: a place that had somebody stays taken until it is removed.
            await asyncio.to_thread(_take, place / "taken", layout.user_id)
        except FileNotFoundError:
            raise StorageError(ErrorCode.NOT_FOUND, f"there is no place {name}") from None
        except FileExistsError:
            raise StorageError(ErrorCode.ALREADY_ATTACHED, f"place {name} is taken") from None
        staging = self._staging / name
        try:
            await self._stage(layout, staging)
            await show_also(staging / "home", place / "home" / "student")
            await show_also(staging / "told", place / "srv" / "home-state")
        finally:
            await _clear(staging)

    async def remove(self, name: str) -> None:
        """Take a place away with everything that is shown in it. Harmless to repeat."""
        place = self._place(name)
        await _clear(self._staging / name)
        for point in (place / "home" / "student", place / "srv" / "home-state"):
            await unmount(point)
        await asyncio.to_thread(_remove_place, place)

    async def _stage(self, layout: HomeLayout, staging: Path) -> None:
        """Put the home together where nobody sees it, so that it appears in one step."""
        home, told = staging / "home", staging / "told"
        for folder in (home, told):
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await bind(self._data / layout.files, home)
        await bind(self._data / layout.told, told, read_only=True)
        await _show_folder(self._data / "lessons", home, _LESSONS)
        await make_read_only(home / _LESSONS)
        center = self._center(layout.user_id)
        if center:
            await _show_folder(self._data / center, home, _CENTER)

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise StorageError(ErrorCode.INVALID_PATH, f"{name[:64]!r} is not the name of a place")
        return self._places / name


async def _show_folder(source: Path, home: Path, name: str) -> None:
    with _folder_of(home, name) as target:
        await show_in(source, target)


@contextlib.contextmanager
def _folder_of(home: Path, name: str) -> Iterator[int]:
    """Open a folder in a home, made if missing; a link to elsewhere is none.

    The home is its person's, who can have put anything there.
    """
    top = os.open(home, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, 0o755, dir_fd=top)
        folder = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    except OSError as error:
        text = f"there is no folder for what is shared: {error.strerror}"
        raise StorageError(ErrorCode.INTERNAL, text) from None
    finally:
        os.close(top)
    try:
        yield folder
    finally:
        os.close(folder)


async def _clear(staging: Path) -> None:
    for folder in (staging / "home", staging / "told"):
        await unmount(folder)
        with contextlib.suppress(FileNotFoundError):
            await asyncio.to_thread(folder.rmdir)
    with contextlib.suppress(FileNotFoundError):
        await asyncio.to_thread(staging.rmdir)


def _read(note: Path) -> str:
    try:
        return note.read_text("utf-8")
    except FileNotFoundError:
        return ""


def _take(note: Path, user_id: str) -> None:
    with note.open("x", encoding="utf-8") as file:
        file.write(user_id)


def _make_place(place: Path) -> None:
    for folder in (place.parent, place):
        make_folder(folder, 0, _PASSABLE)
    for part in ("home", "home/student", "srv", "srv/home-state"):
        make_folder(place / part, 0, _READABLE)


def _remove_place(place: Path) -> None:
    """Folders only: what cannot be removed with `rmdir` is somebody's file, and is left alone."""
    with contextlib.suppress(FileNotFoundError):
        (place / "taken").unlink()
    for part in ("home/student", "home", "srv/home-state", "srv", "."):
        with contextlib.suppress(FileNotFoundError):
            (place / part).rmdir()
