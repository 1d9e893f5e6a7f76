"""Draw the CSV of a run. Reads it from standard input, writes a PNG to standard output.

Runs in the notebook image, which has Matplotlib: ``python plot.py < storage.csv > storage.png``.
"""

import csv
import sys
from typing import Any, Final

from matplotlib.figure import Figure

#: Told apart without colours too: by their marks.
_LOOKS: Final = {
    "local-disk": ("#222222", "o"),
    "working-copy": ("#0072b2", "D"),
    "mount": ("#009e73", "s"),
    "contents": ("#cc79a7", "^"),
    "s3fs": ("#d55e00", "X"),
}


def drawn(rows: list[dict[str, str]]) -> Figure:
    """Return one panel for each latency: rows downwards, seconds to the right, ten times a step."""
    latencies = sorted({float(row["latency_ms"]) for row in rows})
    names = list(dict.fromkeys(row["row"] for row in rows))
    figure = Figure(
        figsize=(4.2 * len(latencies) + 1, 0.38 * len(names) + 1.6), dpi=110, layout="constrained"
    )
    panels: Any = figure.subplots(1, len(latencies), sharex=True, sharey=True, squeeze=False)[0]
    for panel, latency in zip(panels, latencies, strict=True):
        _fill(panel, [row for row in rows if float(row["latency_ms"]) == latency], names)
        panel.set_title(f"store {latency:g} ms away")
    panels[0].set_yticks(range(len(names)), names)
    panels[0].invert_yaxis()
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    return figure


def _fill(panel: Any, rows: list[dict[str, str]], names: list[str]) -> None:
    for way, (colour, mark) in _LOOKS.items():
        own = [row for row in rows if row["way"] == way]
        if not own:
            continue
        places = [names.index(row["row"]) for row in own]
        medians = [float(row["median_s"]) for row in own]
        # What was cut once counts as its limit, which may be more than any other time.
        below = [max(float(row["median_s"]) - float(row["least_s"]), 0) for row in own]
        above = [max(float(row["most_s"]) - float(row["median_s"]), 0) for row in own]
        panel.errorbar(
            medians,
            places,
            xerr=[below, above],
            fmt=mark,
            color=colour,
            label=way,
            markersize=5,
            alpha=0.85,
        )
        for row, place in zip(own, places, strict=True):
            if row["cut"]:
                panel.annotate(
                    ">", (float(row["median_s"]), place), xytext=(6, -4), textcoords="offset points"
                )
    panel.set_xscale("log")
    panel.set_xlabel("seconds")
    panel.grid(axis="both", alpha=0.3)


if __name__ == "__main__":
    drawn(list(csv.DictReader(sys.stdin))).savefig(sys.stdout.buffer, format="png")
