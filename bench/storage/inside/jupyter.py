"""Tasks that Jupyter's contents API does, in a home with or without a folder."""

import time
from typing import Final

from bench.storage.inside.files import PAUSE, timed
from bench.storage.inside.place import Place
from bench.storage.inside.texts import notebook, small_files, text

_NOTEBOOK: Final = "수업 1.ipynb"
_REPEATS: Final = 10
#: What the host looks for in the store.
STORED_NAME: Final = "stored.txt"


def notebook_save(place: Place, seed: str) -> float:
    """Save a notebook of 50 kB: one of ten saves."""
    contents, taken = place.contents(), 0.0
    contents.save(_NOTEBOOK, _notebook_model(seed))
    for number in range(_REPEATS):
        model = _notebook_model(f"{seed}-{number}")
        taken += timed(lambda model=model: contents.save(_NOTEBOOK, model))  # type: ignore[misc]
        time.sleep(PAUSE)
    return taken / _REPEATS


def notebook_open(place: Place, seed: str) -> float:  # noqa: ARG001
    """Open the notebook: one of ten times."""
    contents = place.contents()
    contents.get("")
    return timed(lambda: [contents.get(_NOTEBOOK) for _ in range(_REPEATS)]) / _REPEATS


def until_stored(place: Place, seed: str) -> float:
    """Save a text of 50 kB; how long it takes to get on is seen from outside."""
    contents = place.contents()
    return timed(lambda: contents.save(STORED_NAME, _text_model(text(seed))))


def list_small(place: Place, seed: str) -> float:
    """List the folder of 500, as JupyterLab's file browser does."""
    contents = place.contents()
    contents.get("")
    return timed(lambda: contents.get(f"small-{seed}"))


def write_small_by_contents(place: Place, seed: str) -> float:
    """Save 500 texts of a kilobyte into a new folder."""
    contents, files = place.contents(), small_files(seed)

    def work() -> None:
        contents.save(f"small-{seed}", {"type": "directory"})
        for name, body in files.items():
            contents.save(f"small-{seed}/{name}", _text_model(body))

    return timed(work)


def prepare_small_by_contents(place: Place, seed: str) -> None:
    """Make the folder of 500 whole, where writing it took too long."""
    contents, files = place.contents(), small_files(seed)
    paths = {f"small-{seed}/{name}": body for name, body in files.items()}
    for path in contents.missing(paths):
        contents.save(path, _text_model(paths[path]))


def read_small_by_contents(place: Place, seed: str) -> float:
    """Get them."""
    contents = place.contents()
    contents.get("")
    paths = [f"small-{seed}/{name}" for name in small_files(seed)]
    return timed(lambda: [contents.get(path) for path in paths])


def _notebook_model(seed: str) -> dict[str, object]:
    return {"type": "notebook", "format": "json", "content": notebook(seed)}


def _text_model(body: str) -> dict[str, object]:
    return {"type": "file", "format": "text", "content": body}
