"""What a server imports on its way up, and how long each library takes: upstream's program beside ours."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.samples import percentile
from tests.e2e.stack import run

_IMAGE: Final = "eduhub/notebook:latest"
_WHAT: Final = (
    "import jupyterhub.singleuser, jupyterlab.labapp, notebook.app, jupyter_server_terminals"
)
STOCK_PROGRAM: Final = _WHAT
OUR_PROGRAM: Final = f"import eduhub_server.lean; eduhub_server.lean.do_without_the_hub(); {_WHAT}"
_LINE: Final = re.compile(r"^import time:\s+(\d+) \|\s+\d+ \| *([\w.]+)")
_TIMES: Final = 5
_SHOWN: Final = 12


def by_library(trace: Iterable[str]) -> Counter[str]:
    """Sum up the microseconds that Python's ``-X importtime`` tells, by top-level package."""
    found: Counter[str] = Counter()
    for line in trace:
        if match := _LINE.match(line):
            found[match[2].partition(".")[0]] += int(match[1])
    return found


def median_of(runs: Sequence[Mapping[str, int]]) -> dict[str, float]:
    """Return the median of each library's microseconds; one that was not imported took none."""
    names = {name for one in runs for name in one}
    return {name: percentile([one.get(name, 0) for one in runs], 0.5) for name in names}


def _imported(program: str) -> dict[str, float]:
    command = f"python -P -X importtime -c '{program}' 2>&1"
    start = ("docker", "run", "--rm", "--network=none", "--entrypoint=sh", _IMAGE, "-c", command)
    return median_of([by_library(run(*start).splitlines()) for _ in range(_TIMES)])


def imports_page(folder: Path) -> list[str]:
    """Measure, write ``results/imports.csv``, and return the part of the page about it."""
    stock, ours = _imported(STOCK_PROGRAM), _imported(OUR_PROGRAM)
    names = sorted(stock.keys() | ours.keys(), key=lambda name: -stock.get(name, 0))
    with (folder / "results" / "imports.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("library", "stock_microseconds", "ours_microseconds"))
        writer.writerows(
            (name, f"{stock.get(name, 0):.0f}", f"{ours.get(name, 0):.0f}") for name in names
        )
    return [
        "",
        "## What a server imports",
        "",
        f"`python -X importtime` in the notebook image, medians of {_TIMES}, milliseconds of each library's own;",
        "[all of them](results/imports.csv).",
        "",
        "| library | jupyterhub-singleuser | ours |",
        "|---|---|---|",
        *(
            f"| {name} | {stock.get(name, 0) / 1000:.0f} | {ours.get(name, 0) / 1000:.0f} |"
            for name in names[:_SHOWN]
        ),
        f"| all {len(stock)} and {len(ours)} | {sum(stock.values()) / 1000:.0f} | {sum(ours.values()) / 1000:.0f} |",
    ]
