"""Tasks that Jupyter's contents API does, in a home with or without a folder."""

import statistics
import time
from typing import Final

from bench.storage.inside.files import PAUSE, timed
from bench.storage.inside.place import Contents, Place
from bench.storage.inside.texts import notebook, small_files, text

_NOTEBOOK: Final = "수업 1.ipynb"
_REPEATS: Final = 10
#: What the host looks for in the store.
STORED_NAME: Final = "stored.txt"


def notebook_save(place: Place, seed: str) -> float:
    """Save a notebook of 50 kB: the median of ten saves."""
    taken = []
    with place.contents() as contents:
        contents.save(_NOTEBOOK, _notebook_model(seed))
        for number in range(_REPEATS):
            model = _notebook_model(f"{seed}-{number}")
            taken.append(timed(lambda model=model: contents.save(_NOTEBOOK, model)))  # type: ignore[misc]
            time.sleep(PAUSE)
    return statistics.median(taken)


def prepare_notebook(place: Place, seed: str) -> None:
    """Save the notebook, where saving it took too long."""
    with place.contents() as contents:
        if contents.missing([_NOTEBOOK]):
            contents.save(_NOTEBOOK, _notebook_model(seed))


def notebook_open(place: Place, seed: str) -> float:  # noqa: ARG001
    """Open the notebook: the median of ten times."""
    with place.contents() as contents:
        contents.get("")
        return statistics.median(timed(lambda: contents.get(_NOTEBOOK)) for _ in range(_REPEATS))


def until_stored(place: Place, seed: str) -> float:
    """Save a text of 50 kB; how long it takes to get on is seen from outside."""
    with place.contents() as contents:
        return timed(lambda: contents.save(STORED_NAME, _text_model(text(seed))))


def list_small(place: Place, seed: str) -> float:
    """List the folder of 500, as JupyterLab's file browser does."""
    with place.contents() as contents:
        contents.get("")
        return timed(lambda: contents.get(f"small-{seed}"))


def write_small_by_contents(place: Place, seed: str) -> float:
    """Save 500 texts of a kilobyte into a new folder."""
    with place.contents() as contents:
        return timed(lambda: _write_small(contents, seed))


def _write_small(contents: Contents, seed: str) -> None:
    contents.save(f"small-{seed}", {"type": "directory"})
    for name, body in small_files(seed).items():
        contents.save(f"small-{seed}/{name}", _text_model(body))


def prepare_small_by_contents(place: Place, seed: str) -> None:
    """Make the folder of 500 whole, where writing it took too long."""
    paths = {f"small-{seed}/{name}": body for name, body in small_files(seed).items()}
    with place.contents() as contents:
        for path in contents.missing(paths):
            contents.save(path, _text_model(paths[path]))


def read_small_by_contents(place: Place, seed: str) -> float:
    """Get them."""
    paths = [f"small-{seed}/{name}" for name in small_files(seed)]
    with place.contents() as contents:
        contents.get("")
        return timed(lambda: [contents.get(path) for path in paths])


def _notebook_model(seed: str) -> dict[str, object]:
    return {"type": "notebook", "format": "json", "content": notebook(seed)}


def _text_model(body: str) -> dict[str, object]:
    return {"type": "file", "format": "text", "content": body}
