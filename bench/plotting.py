"""Plots: drawn from a CSV by a program in the notebook image, which has Matplotlib."""

import os
import subprocess
from pathlib import Path
from typing import Final

NOTEBOOK_IMAGE: Final = os.environ.get("EDUHUB_NOTEBOOK_IMAGE", "eduhub/notebook:latest")


def draw(program: Path, numbers: Path, picture: Path) -> None:
    """Give a program the CSV on its standard input, and keep the PNG that it prints."""
    command = ["docker", "run", "--rm", "--interactive", "--network=none", NOTEBOOK_IMAGE]
    done = subprocess.run(
        [*command, "python", "-c", program.read_text()],
        input=numbers.read_bytes(),
        stdout=subprocess.PIPE,
        check=True,
    )
    picture.write_bytes(done.stdout)
