"""Draw the CSV of a run. Reads it from standard input, writes a PNG to standard output.

Runs in the notebook image, which has Matplotlib: ``python plot.py < starts.csv > starts.png``.
"""

import csv
import sys
from typing import Any, Final

from matplotlib.figure import Figure

#: In this order from above; colours that are told apart in grey, too.
_SPAWNERS: Final = {
    "untuned": ("stock, image as the packages have it", "#999999"),
    "stock": ("stock", "#555555"),
    "cold": ("ours, cold", "#56b4e9"),
    "warm": ("ours, warm", "#d55e00"),
}


def drawn(rows: list[dict[str, str]]) -> Figure:
    """Return a panel for each number of people: from the form to page and first output, of the last."""
    sizes = sorted({int(row["people"]) for row in rows})
    figure = Figure(figsize=(5.2 * len(sizes), 2.6), dpi=110, layout="constrained")
    panels: Any = figure.subplots(1, len(sizes), squeeze=False)[0]
    for number, (panel, size) in enumerate(zip(panels, sizes, strict=True)):
        own = {row["spawner"]: row for row in rows if int(row["people"]) == size}
        names = [name for name in reversed(_SPAWNERS) if name in own]
        for place, name in enumerate(names):
            _, colour = _SPAWNERS[name]
            page, output = float(own[name]["server_last"]), float(own[name]["output_last"])
            panel.barh(place, page, color=colour)
            panel.barh(place, output - page, left=page, color=colour, alpha=0.45)
            panel.text(output, place, f" {output:.1f} s", va="center", fontsize=9)
        panel.set_yticks(
            range(len(names)), [_SPAWNERS[name][0] for name in names] if number == 0 else []
        )
        panel.set_title("one person" if size == 1 else f"{size} at once", fontsize=10)
        panel.set_xlabel("seconds to the last page (dark) and first output (light)", fontsize=9)
        panel.margins(x=0.15)
        panel.spines[["top", "right"]].set_visible(False)
    return figure


if __name__ == "__main__":
    drawn(list(csv.DictReader(sys.stdin))).savefig(sys.stdout.buffer, format="png")
