"""Which function does which row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bench.storage.inside import files, jupyter
from bench.storage.inside.place import Place


def _nothing(place: Place, seed: str) -> None:
    """Most tasks need no preparation."""


@dataclass(frozen=True)
class Task:
    """A row's work.

    Attributes
    ----------
    measure
        Does it and returns the seconds that it took. Work with the same seed is on the same files.
    prepare
        Makes what is missing for it; not measured.
    """

    measure: Callable[[Place, str], float]
    prepare: Callable[[Place, str], None] = _nothing


_ANYWHERE: Final = {
    "notebook-save": Task(jupyter.notebook_save),
    "notebook-open": Task(jupyter.notebook_open, jupyter.prepare_notebook),
    "until-stored": Task(jupyter.until_stored),
}
IN_A_FOLDER: Final = _ANYWHERE | {
    "replace": Task(files.replace),
    "write-small": Task(files.write_small),
    "list": Task(jupyter.list_small, files.prepare_small),
    "read-small": Task(files.read_small, files.prepare_small),
    "sqlite": Task(files.sqlite),
    "git-clone": Task(files.git_clone),
    "pip-install": Task(files.pip_install),
    "write-large": Task(files.write_large),
    "read-large": Task(files.read_large),
    "unzip": Task(files.unzip),
}
BY_CONTENTS: Final = _ANYWHERE | {
    "write-small": Task(jupyter.write_small_by_contents),
    "list": Task(jupyter.list_small, jupyter.prepare_small_by_contents),
    "read-small": Task(jupyter.read_small_by_contents, jupyter.prepare_small_by_contents),
}


def tasks_of(place: Place) -> dict[str, Task]:
    """Return what can be done in `place`, by the names of rows."""
    return BY_CONTENTS if place.by_contents else IN_A_FOLDER
