"""Draw the timeline of a run. Reads its CSV from standard input, writes a PNG to standard output.

Runs in the notebook image, which has Matplotlib: ``python plot.py < timeline.csv > lesson.png``.
"""

import csv
import sys
from typing import Any, Final

from matplotlib.figure import Figure

#: Told apart without colours too: by their dashes.
_PARTS: Final = {
    "hub": ("#0072b2", "-"),
    "storage": ("#d55e00", "--"),
    "proxy": ("#009e73", ":"),
    "load_generator": ("#888888", "-."),
}


def drawn(rows: list[dict[str, str]]) -> Figure:
    """Return three panels above each other: the machine's memory, its parts', and the waits."""
    figure = Figure(figsize=(9, 8), dpi=110, layout="constrained")
    panels: Any = figure.subplots(3, 1, sharex=True)
    _machine(panels[0], rows)
    for part, (colour, dashes) in _PARTS.items():
        times, values = _line(rows, f"{part}_mb")
        panels[1].plot(times, values, dashes, color=colour, label=part.replace("_", " "))
    panels[1].set_ylabel("memory of parts, MB")
    for name, label, colour, mark in (
        ("stored_most_s", "until the store has a save: slowest", "#d55e00", "x"),
        ("stored_p50_s", "until the store has a save: median", "#0072b2", "o"),
        ("health_most_s", "the hub's health: slowest", "#888888", "."),
    ):
        panels[2].plot(
            *_line(rows, name), mark, color=colour, label=label, markersize=4, alpha=0.85
        )
    panels[2].set_ylabel("seconds")
    panels[2].set_xlabel("minutes since the first student could come")
    there = [float(row["minute"]) for row in rows if row["everybody_there"]]
    for panel in panels:
        # Room for the legend.
        panel.set_ylim(0, panel.get_ylim()[1] * 1.35)
        panel.grid(axis="both", alpha=0.3)
        panel.legend(loc="upper left", frameon=False, ncols=2, fontsize="small")
        if there:
            panel.axvspan(there[0], there[-1], color="#000000", alpha=0.05)
    return figure


def _machine(panel: Any, rows: list[dict[str, str]]) -> None:
    panel.plot(*_line(rows, "machine_mb"), color="#222222", label="machine")
    panel.plot(*_line(rows, "peoples_servers_mb"), "--", color="#cc79a7", label="people's servers")
    panel.set_ylabel("memory, MB")
    beside = panel.twinx()
    beside.plot(*_line(rows, "servers"), ":", color="#009e73", label="servers")
    beside.set_ylabel("servers that run")
    beside.set_ylim(0, beside.get_ylim()[1] * 1.35)
    beside.legend(loc="lower right", frameon=False, fontsize="small")


def _line(rows: list[dict[str, str]], name: str) -> tuple[list[float], list[float]]:
    known = [row for row in rows if row[name]]
    return [float(row["minute"]) for row in known], [float(row[name]) for row in known]


if __name__ == "__main__":
    drawn(list(csv.DictReader(sys.stdin))).savefig(sys.stdout.buffer, format="png")
