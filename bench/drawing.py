"""Plots, drawn in the notebook image, which has Matplotlib."""

import os
import subprocess
from pathlib import Path
from typing import Final

NOTEBOOK_IMAGE: Final = os.environ.get("EDUHUB_NOTEBOOK_IMAGE", "eduhub/notebook:latest")


def draw(program: Path, numbers: Path, picture: Path) -> None:
    """Write what `program` makes of a CSV.

    Parameters
    ----------
    program
        Reads the CSV from standard input and writes a PNG to standard output.
    numbers, picture
        The files.

    Raises
    ------
    subprocess.CalledProcessError
        If it cannot be drawn.
    """
    command = ["docker", "run", "--rm", "--interactive", "--network=none", NOTEBOOK_IMAGE]
    done = subprocess.run(
        [*command, "python", "-c", program.read_text()],
        input=numbers.read_bytes(),
        stdout=subprocess.PIPE,
        check=True,
    )
    picture.write_bytes(done.stdout)
