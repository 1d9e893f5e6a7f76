"""A run's results: every number as CSV, and the page that says what they are numbers of."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.content.trial import STEPS, WAYS, Material, Sample
from bench.machine import described
from bench.samples import percentile

NUMBERS: Final = "results/content.csv"
#: What is promised, in times of rclone alone.
_MOST: Final = 1.2
_HEADER: Final = """# Content: what the last run measured

{machine} Two SeaweedFS behind their strict filters and the copy on
this one machine, whose load average was {before:.1f} before the run and {after:.1f} after it. Seconds of the
median try; the tries' order alternates. `python -m bench.content` writes this page and [the numbers]({numbers}).

| objects | tries | rclone alone | eduhub content copy | times rclone | at most {most:g} | copy again | verify |
|---|---|---|---|---|---|---|---|
"""


def write_results(samples: Sequence[Sample], load_before: float, folder: Path) -> None:
    """Write the numbers and ``RESULTS.md``, in place of an earlier run's."""
    numbers = folder / NUMBERS
    numbers.parent.mkdir(exist_ok=True)
    with numbers.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("objects", "count", "bytes", "way", "try", "seconds"))
        for one in samples:
            made = one.material
            row = (made.name, made.count, made.size, one.way, one.number, f"{one.seconds:.2f}")
            writer.writerow(row)
    header = _HEADER.format(
        machine=described(),
        before=load_before,
        after=os.getloadavg()[0],
        numbers=NUMBERS,
        most=_MOST,
    )
    materials = dict.fromkeys(one.material for one in samples)
    lines = [line_of(material, samples) for material in materials]
    (folder / "RESULTS.md").write_text(header + "".join(f"{line}\n" for line in lines))


def line_of(material: Material, samples: Sequence[Sample]) -> str:
    """Return the table's line of one kind of objects."""
    times = {
        way: [one.seconds for one in samples if (one.material, one.way) == (material, way)]
        for way in (*WAYS, *STEPS)
    }
    bare, tool, *later = (percentile(seconds, 0.5) for seconds in times.values())
    cells = (
        f"{material.name}: {material.count:,} of {material.size:,} bytes",
        str(len(times[WAYS[0]])),
        f"{bare:.1f} s",
        f"{tool:.1f} s",
        f"{tool / bare:.2f}",
        "yes" if tool / bare <= _MOST else "**no**",
        *(f"{seconds:.1f} s" for seconds in later),
    )
    return f"| {' | '.join(cells)} |"
