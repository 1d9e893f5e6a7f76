"""Draw the panels of the dashboard. Reads JSON from standard input, writes a PNG to standard output.

Runs in the notebook image, which has Matplotlib and fonts for Korean.
"""

import json
import math
import sys
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

COLUMNS = 3


def drawn(panels: list[dict[str, Any]]) -> Figure:
    """One small plot a panel, in their order, with a line for each series."""
    rows = math.ceil(len(panels) / COLUMNS)
    figure = Figure(figsize=(5 * COLUMNS, 2.6 * rows), dpi=80, layout="constrained")
    places: Any = figure.subplots(rows, COLUMNS, squeeze=False)
    for place in places.flat[len(panels) :]:
        place.set_axis_off()
    for place, panel in zip(places.flat, panels, strict=False):
        place.set_title(panel["title"], fontsize="small")
        for name, points in panel["series"]:
            place.plot([x for x, _ in points], [y for _, y in points], marker=".", label=name)
        place.set_ylim(bottom=0)
        place.grid(alpha=0.3)
        place.tick_params(labelsize="x-small")
        place.legend(fontsize="x-small", loc="upper left", frameon=False)
    return figure


if __name__ == "__main__":
    mpl.rcParams["font.family"] = "NanumGothic"
    drawn(json.load(sys.stdin)).savefig(sys.stdout.buffer, format="png")
