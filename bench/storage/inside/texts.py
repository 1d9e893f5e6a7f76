"""What is written: made from a number, so that both sides of a container's wall know it."""

from typing import Any, Final

_NOTEBOOK_BYTES: Final = 50_000
_CELLS: Final = 25
SMALL_COUNT: Final = 500
_SMALL_BYTES: Final = 1_000


def text(seed: str, size: int = _NOTEBOOK_BYTES) -> str:
    """Return `size` characters of ASCII that differ by `seed` from the first one on."""
    line = f"{seed}: print(sum(range(10)))\n"
    return (line * (size // len(line) + 1))[:size]


def small_files(seed: str) -> dict[str, str]:
    """Return 500 names and texts of a kilobyte."""
    return {
        f"{number:03}.txt": text(f"{seed}-{number}", _SMALL_BYTES) for number in range(SMALL_COUNT)
    }


def notebook(seed: str) -> dict[str, Any]:
    """Return a notebook of about 50 kB, as JupyterLab sends it."""
    cells = [
        {
            "cell_type": "code",
            "execution_count": number,
            "id": f"cell-{number}",
            "metadata": {},
            "outputs": [],
            "source": text(f"{seed}-{number}", _NOTEBOOK_BYTES // _CELLS),
        }
        for number in range(_CELLS)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
