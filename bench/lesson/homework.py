"""One student's notebook: what is in it after each round, and how the store will have it."""

import base64
import hashlib
from collections.abc import Callable
from random import Random
from typing import Any, Final

import nbformat

#: What a pupil's notebook weighs, in bytes.
_LEAST: Final = 20_000
_MOST: Final = 50_000
_CELLS: Final = 12
#: Numbers that a cell squares and adds: about 50 ms on a processor of its own.
_NUMBERS: Final = 400_000
#: nbformat's own functions, which carry no types.
_from_dict: Callable[..., Any] = nbformat.from_dict
_writes: Callable[..., str] = nbformat.v4.writes


class Homework:
    """A notebook that changes in each round.

    Parameters
    ----------
    seed, user
        The same ones make the same notebooks.

    Attributes
    ----------
    rounds
        How often it was changed.
    saved
        The first lines of what was saved last; ``""`` if nothing was yet.
    """

    def __init__(self, seed: int, user: str) -> None:
        self._seed, self._user = seed, user
        self.path = f"{user}.ipynb"
        self.key = f"users/{user}/jupyter/{self.path}"
        self.rounds = 0
        self.saved = ""

    @property
    def title(self) -> str:
        """The first cell, by which every version is told from every other."""
        return f"# 숙제\n{self._user}, seed {self._seed}, round {self.rounds}"

    def changed(self) -> dict[str, Any]:
        """Return the notebook of the next round, as JupyterLab sends it."""
        self.rounds += 1
        random = Random(f"{self._seed} {self._user} {self.rounds}")  # noqa: S311 - texts, not secrets
        title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": self.title}
        cells = [title, *(_text_cell(number, random) for number in range(_CELLS))]
        content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        missing = random.randint(_LEAST, _MOST) - len(as_written(content))
        cells.append(_plot_cell(random, missing))
        return content

    def is_in(self, content: dict[str, Any]) -> bool:
        """Tell whether this is the notebook that was saved last; any one is, before the first."""
        return not self.saved or content["cells"][0]["source"] == self.saved

    def cell(self) -> tuple[str, str]:
        """Return what is run in this round, and what it prints."""
        last = _NUMBERS + self.rounds
        code = f"print(sum(number * number for number in range({last + 1})))"
        return code, f"{last * (last + 1) * (2 * last + 1) // 6}\n"


def as_written(content: dict[str, Any]) -> bytes:
    """Return the file that Jupyter makes of a notebook it is sent."""
    return (_writes(_from_dict(content)) + "\n").encode()


def digest_of(content: dict[str, Any]) -> str:
    """Return the ETag by which the store knows that file."""
    return hashlib.md5(as_written(content), usedforsecurity=False).hexdigest()


def _text_cell(number: int, random: Random) -> dict[str, Any]:
    lines = [f"{random.randrange(10**6)}번 학생: {random.random():.6f} 점\n" for _ in range(12)]
    return {
        "cell_type": "code",
        "execution_count": number + 1,
        "id": f"cell-{number}",
        "metadata": {},
        "outputs": [{"name": "stdout", "output_type": "stream", "text": "".join(lines)}],
        "source": f"점수 = {random.randrange(100)}\nfor 번호 in range(12):\n    print(번호, 점수)",
    }


def _plot_cell(random: Random, size: int) -> dict[str, Any]:
    """Return a cell with a picture, which makes most of a notebook's weight."""
    picture = base64.b64encode(random.randbytes(max(size, 0) * 3 // 4)).decode()
    shown = {"data": {"image/png": picture}, "metadata": {}, "output_type": "display_data"}
    return {
        "cell_type": "code",
        "execution_count": _CELLS + 1,
        "id": "plot",
        "metadata": {},
        "outputs": [shown],
        "source": "plt.plot(요일, 점수)",
    }
