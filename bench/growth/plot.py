"""Draw the CSV of a run. Reads it from standard input, writes a PNG to standard output.

Runs in the notebook image, which has Matplotlib: ``python plot.py < growth.csv > growth.png``.
"""

import csv
import sys
from typing import Any, Final

from matplotlib.figure import Figure

_AXES: Final = {"people": "people in the table", "servers": "running servers"}
#: A panel's unit, and its lines: column, name, colour, mark. Told apart without colours too.
_PANELS: Final = (
    (
        "login, ms",
        (
            ("login_p50_ms", "form to page, median", "#0072b2", "D"),
            ("login_hub_ms", "hub's processor", "#d55e00", "X"),
        ),
    ),
    (
        "at rest, processor s in a minute",
        (
            ("hub_rest", "hub", "#0072b2", "D"),
            ("sync_rest", "sync", "#cc79a7", "^"),
            ("storage_rest", "storage agent", "#009e73", "s"),
        ),
    ),
    (
        "memory, MiB",
        (
            ("hub_mib", "hub", "#0072b2", "D"),
            ("sync_mib", "sync", "#cc79a7", "^"),
            ("storage_mib", "storage agent", "#009e73", "s"),
            ("server_p50_mib", "each server", "#222222", "o"),
        ),
    ),
)


def drawn(rows: list[dict[str, str]]) -> Figure:
    """Return a row of panels for each of people and servers, as far as they were measured."""
    axes = [axis for axis in _AXES if any(row["axis"] == axis for row in rows)]
    figure = Figure(figsize=(13, 3.8 * len(axes)), dpi=110, layout="constrained")
    panels: Any = figure.subplots(len(axes), len(_PANELS), squeeze=False)
    for line, axis in zip(panels, axes, strict=True):
        own = sorted((row for row in rows if row["axis"] == axis), key=lambda row: int(row["size"]))
        for panel, (unit, lines) in zip(line, _PANELS, strict=True):
            _fill(panel, own, lines)
            panel.set_ylabel(unit)
            panel.set_xlabel(_AXES[axis])
            panel.set_xscale("log" if axis == "people" else "linear")
            sizes = [int(row["size"]) for row in own]
            panel.set_xticks(sizes, [f"{size:,}" for size in sizes])
            panel.minorticks_off()
    return figure


def _fill(panel: Any, rows: list[dict[str, str]], lines: tuple[tuple[str, ...], ...]) -> None:
    for column, name, colour, mark in lines:
        known = [row for row in rows if row[column]]
        if known:
            sizes = [int(row["size"]) for row in known]
            values = [float(row[column]) for row in known]
            panel.plot(sizes, values, color=colour, marker=mark, markersize=5, label=name)
    # What grows is seen against nothing, and not against the smallest value.
    panel.set_ylim(bottom=0)
    panel.grid(alpha=0.3)
    panel.legend(frameon=False)


if __name__ == "__main__":
    drawn(list(csv.DictReader(sys.stdin))).savefig(sys.stdout.buffer, format="png")
