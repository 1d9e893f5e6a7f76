"""The table and the CSV of a run."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import median
from typing import Final

from bench.machine import described
from tests.e2e.loading import Loading

NUMBERS: Final = Path("results", "page.csv")
OWN: Final = "each server's own"
SHARED: Final = "one address for everybody"
FIRST: Final = "the first"
NEXT: Final = "who sits down next"


@dataclass(frozen=True, slots=True)
class Row:
    """One line, one way of having JupyterLab's files, and the first or the next person at a computer.

    Attributes
    ----------
    line
        In words, for example ``20 Mbit/s, 10 ms``.
    files, person
        Of the constants above.
    seconds
        Of each try, until JupyterLab's menu can be used.
    megabytes
        That came over the line, at the median.
    requests
        That were answered over the line, at the median.
    """

    line: str
    files: str
    person: str
    seconds: tuple[float, ...]
    megabytes: float
    requests: float

    @classmethod
    def of(cls, line: str, files: str, person: str, tries: Sequence[Loading]) -> "Row":
        """Sum up; at least one try."""
        return cls(
            line,
            files,
            person,
            tuple(one.seconds for one in tries),
            median(one.received for one in tries) / 1e6,
            median(len(one.fetched) for one in tries),
        )


def write_results(rows: Sequence[Row], folder: Path) -> None:
    """Write ``results/page.csv`` and ``RESULTS.md``."""
    (folder / "results").mkdir(exist_ok=True)
    with (folder / NUMBERS).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            seconds = " ".join(f"{one:.2f}" for one in row.seconds)
            writer.writerow(asdict(row) | {"seconds": seconds, "megabytes": f"{row.megabytes:.2f}"})
    lines = [
        "# First page: what the last run measured",
        "",
        f"{described()} Browser, hub and servers run on this one machine; the line is the browser's own pretence.",
        f"`scripts/bench page` writes this page and [the numbers]({NUMBERS}).",
        "",
        "From opening the address of a server that runs to JupyterLab's menu, at the median of the tries.",
        "",
        "| line | JupyterLab's files | who | seconds (least to most) | times | MB | requests |",
        "|---" * 7 + "|",
    ]
    lines += [_line(row, next(one for one in rows if _is_baseline(one, row))) for row in rows]
    (folder / "RESULTS.md").write_text("\n".join([*lines, ""]), "utf-8")


def _is_baseline(one: Row, row: Row) -> bool:
    return (one.line, one.files, one.person) == (row.line, OWN, row.person)


def _line(row: Row, baseline: Row) -> str:
    middle = median(row.seconds)
    times = f"{middle / median(baseline.seconds):.2f}"
    seconds = f"{middle:.2f} ({min(row.seconds):.2f} to {max(row.seconds):.2f})"
    cells = [row.line, row.files, row.person, seconds, times]
    return f"| {' | '.join(cells)} | {row.megabytes:.1f} | {row.requests:.0f} |"
