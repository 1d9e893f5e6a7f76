"""The page and the numbers of a run."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench.machine import described

NUMBERS: Final = Path("results", "broker.csv")
DIRECT: Final = "the engine itself"
THROUGH: Final = "through the broker"
ONE: Final = "one container made and started"
AT_ONCE: Final = "four at once"
QUESTION: Final = "one question how a container is"


@dataclass(frozen=True, slots=True)
class Sample:
    """One try: what was asked, by which way, and the seconds that it took."""

    what: str
    way: str
    seconds: float


def write_results(samples: Sequence[Sample], load_before: float, folder: Path) -> None:
    """Write ``results/broker.csv`` and ``RESULTS.md``; the load is of the machine before the run."""
    (folder / "results").mkdir(exist_ok=True)
    with (folder / NUMBERS).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["what", "way", "seconds"])
        writer.writerows((one.what, one.way, f"{one.seconds:.5f}") for one in samples)
    tries = sum(1 for one in samples if (one.what, one.way) == (ONE, DIRECT))
    lines = [
        "# The broker: what the last run measured",
        "",
        f"{described()} Its load was {load_before:.1f} before.",
        f"`scripts/bench broker` writes this page and [the numbers]({NUMBERS}).",
        "",
        f"Medians of {tries} tries by each way, in turns. Containers are described as people's servers are, and sleep:",
        "what a server does until it answers, half a second and more, comes to these.",
        "",
        f"| | {DIRECT} | {THROUGH} | times | more |",
        "|---|---|---|---|---|",
    ]
    lines += [_line(samples, what) for what in (ONE, AT_ONCE, QUESTION)]
    (folder / "RESULTS.md").write_text("\n".join([*lines, ""]), "utf-8")


def _line(samples: Sequence[Sample], what: str) -> str:
    direct, through = (
        median(one.seconds for one in samples if (one.what, one.way) == (what, way)) * 1000
        for way in (DIRECT, THROUGH)
    )
    cells = (
        what,
        f"{direct:.1f} ms",
        f"{through:.1f} ms",
        f"{through / direct:.2f}",
        f"{through - direct:.1f} ms",
    )
    return f"| {' | '.join(cells)} |"
