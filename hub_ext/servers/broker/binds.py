"""Which folders of the host a container may see, and where."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from hub_ext.servers.broker.bodies import Bind
from hub_ext.servers.broker.refused import require
from hub_ext.storage.errors import StorageError
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.shared.share import Share

#: Source and target of a bind, whether it is read-only, and whether it follows what is mounted in the source.
_Shape = tuple[str, str, bool, bool]

_HOME: Final = "/home/student"
_CENTER: Final = f"{_HOME}/center"


def require_own(binds: tuple[Bind, ...], data: Path, user_id: str, *, guest: bool) -> None:
    """Refuse what is not this person's.

    Parameters
    ----------
    binds
        What is asked for.
    data
        ``HUB_DATA_DIR``.
    user_id
        Whose container it is to be, as its label says.
    guest
        Whether they have no files: then only the lessons are theirs.

    Raises
    ------
    RefusedCallError
        If a folder is another's, at another place, or open to be written where it must not be.

    Notes
    -----
    Every source is written out here and compared as text, so no ``..`` and no link matters: above the folders that
    are bound, only the storage agent makes folders.
    """
    try:
        home = HomeLayout(user_id)
    except StorageError:
        require(False, "Labels", "the user cannot have files")
        raise
    theirs: set[_Shape] = {(f"{data}/lessons", f"{_HOME}/lessons", True, True)}
    if not guest:
        theirs |= {
            (f"{data / home.files}", _HOME, False, False),
            (f"{data / home.mount}", "/home", False, True),
            (f"{data / home.told}", "/srv/home-state", True, False),
        }
    centers = f"{data}/centers/"

    def allowed(shape: _Shape) -> bool:
        source, *rest = shape
        shared = source.startswith(centers) and Share.named(source.removeprefix(centers))
        return shape in theirs or bool(not guest and shared and rest == [_CENTER, False, True])

    _require(binds, allowed)


def require_place(binds: tuple[Bind, ...], data: Path, place: str) -> None:
    """Refuse what is not the place at which a container waits for its person.

    Raises
    ------
    RefusedCallError
        If it is anything else.
    """
    folder = data / "attached" / place
    shapes = {
        (f"{folder}/home", "/home", False, True),
        (f"{folder}/srv", "/srv", False, True),
    }
    _require(binds, shapes.__contains__)


def _require(binds: tuple[Bind, ...], allowed: Callable[[Any], bool]) -> None:
    for number, bind in enumerate(binds):
        shape = (bind.source, bind.target, bind.read_only, bind.bind_options is not None)
        require(
            allowed(shape), f"HostConfig.Mounts.{number}", "is not a folder of this container's"
        )
    targets = {bind.target for bind in binds}
    require(len(targets) == len(binds), "HostConfig.Mounts", "one target has two folders")
