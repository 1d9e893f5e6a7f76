"""The table, the CSV and the summary of a run."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bench.machine import described
from bench.samples import percentile
from bench.starts.student import Moments

NUMBERS: Final = Path("results", "starts.csv")
PLOT: Final = Path("results", "starts.png")
UNTUNED: Final = "untuned"
STOCK: Final = "stock"
COLD: Final = "cold"
WARM: Final = "warm"
_COLUMNS: Final = (
    "people at once",
    "spawner",
    "page, median",
    "page, last",
    "output, median",
    "output, p95",
    "output, last",
    "times stock",
    "kernel alone, median",
    "failed",
    "processor s",
    "memory MB",
)
_TITLES: Final = {
    UNTUNED: "stock DockerSpawner, image as the packages have it",
    STOCK: "stock DockerSpawner",
    COLD: "ours, cold",
    WARM: "ours, warm",
}


@dataclass(frozen=True, slots=True)
class Row:
    """So many people at once, by one spawner, once; seconds since their forms were sent.

    Attributes
    ----------
    failed
        How many did not get to the first output; the times are of the others.
    processor
        Seconds of all processors together, the load generator's own included.
    memory
        Megabytes that the machine had used more when all were at work.
    """

    spawner: str
    people: int
    failed: int
    login_last: float
    server_p50: float
    server_p95: float
    server_last: float
    kernel_p50: float
    kernel_last: float
    output_p50: float
    output_p95: float
    output_last: float
    processor: float
    memory: float

    @classmethod
    def of(
        cls, spawner: str, people: int, done: Sequence[Moments], processor: float, memory: float
    ) -> "Row":
        """Sum up what those saw who got there; `ValueError` if nobody did."""
        servers = [one.server for one in done]
        kernels = [one.output - one.server for one in done]
        outputs = [one.output for one in done]
        return cls(
            spawner,
            people,
            people - len(done),
            max(one.logged_in for one in done),
            percentile(servers, 0.5),
            percentile(servers, 0.95),
            max(servers),
            percentile(kernels, 0.5),
            max(kernels),
            percentile(outputs, 0.5),
            percentile(outputs, 0.95),
            max(outputs),
            processor,
            memory,
        )


def write_results(rows: Sequence[Row], folder: Path, more: Sequence[str] = ()) -> None:
    """Write ``results/starts.csv`` and ``RESULTS.md``, which ends with `more`."""
    (folder / "results").mkdir(exist_ok=True)
    with (folder / NUMBERS).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(asdict(rows[0])))
        writer.writeheader()
        writer.writerows({k: _short(v) for k, v in asdict(row).items()} for row in rows)
    (folder / "RESULTS.md").write_text("\n".join([*_page(rows), *more]) + "\n", "utf-8")


def _page(rows: Sequence[Row]) -> list[str]:
    lines = [
        "# Starts: what the last run measured",
        "",
        f"{described()} Everything runs on this one machine, the load generator too.",
        f"`scripts/bench starts` writes this page, [the numbers]({NUMBERS}) and the plot.",
        "",
        "Seconds from sending the log-in form: to JupyterLab's page, to the first output of a kernel that was",
        "started then, and for that kernel alone. Each number of people once.",
        "",
        f"![Seconds to the last page and first output]({PLOT})",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        "|---" * len(_COLUMNS) + "|",
    ]
    for row in rows:
        stock = next((o for o in rows if (o.spawner, o.people) == (STOCK, row.people)), None)
        times = f"{stock.output_last / row.output_last:.1f}" if stock else "-"
        lines.append(
            f"| {row.people} | {_TITLES[row.spawner]} | {row.server_p50:.2f} | {row.server_last:.2f} "
            f"| {row.output_p50:.2f} | {row.output_p95:.2f} | {row.output_last:.2f} | {times} "
            f"| {row.kernel_p50:.2f} | {row.failed} | {row.processor:.0f} | {row.memory:.0f} |"
        )
    return lines


def _short(value: object) -> object:
    return f"{value:.3f}" if isinstance(value, float) else value
