"""A run's results: every number as CSV, and the page that says what they are numbers of."""

import csv
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.machine import described
from bench.people.login_measures import BURST, BURST_ROW, CHECKS_ROW
from bench.people.promises import verdicts
from bench.samples import Measurement

_HEADER: Final = """# People: what the last run measured

{machine} Python {python}, JupyterHub {jupyterhub}, SQLAlchemy {sqlalchemy}; MariaDB in the container `eduhub/dev-database`, the hub's
own database SQLite. Everything, visitors too, on this one machine, whose load average was {load_before}
before the run and {load_after} after it.

`make bench` writes this page and [the numbers]({numbers}); [README](../README.md) tells how to read them.
"""

_KEPT: Final = {True: "yes", False: "**no**", None: "not measured"}


@dataclass(frozen=True)
class Machine:
    """How busy the machine was: load averages of one minute."""

    load_before: float
    load_after: float


def write_results(measurements: Sequence[Measurement], machine: Machine, folder: Path) -> None:
    """Write ``results/people.csv`` and ``RESULTS.md``, in place of an earlier run's."""
    measurements = sorted(measurements, key=lambda one: one.people)
    numbers = folder / "results/people.csv"
    numbers.parent.mkdir(exist_ok=True)
    with numbers.open("w", newline="") as file:
        rows = [{key: _short(value) for key, value in asdict(one).items()} for one in measurements]
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    header = _HEADER.format(
        machine=described(),
        python=platform.python_version(),
        jupyterhub=version("jupyterhub"),
        sqlalchemy=version("sqlalchemy"),
        numbers=numbers.relative_to(folder),
        load_before=f"{machine.load_before:.1f}",
        load_after=f"{machine.load_after:.1f}",
    )
    tables = [_table(measurements, size) for size in _sizes(measurements)[1:]]
    promised = [*_promised(measurements), ""]
    (folder / "RESULTS.md").write_text("\n".join([header, *promised, *tables]))


def _promised(measurements: Sequence[Measurement]) -> list[str]:
    rows = [
        f"| {one.promise.text} | {one.people:,} | {one.measured} | {_KEPT[one.kept]} |"
        for one in verdicts(measurements)
    ]
    head = [
        "## What is promised",
        "",
        "| promise | people | measured | kept |",
        "|---|---|---|---|",
    ]
    return [*head, *rows, *_beside_bcrypt(measurements)]


def _beside_bcrypt(measurements: Sequence[Measurement]) -> list[str]:
    """Compare the last of a burst with what its passwords alone cost the processors."""
    found = {(one.people, one.what): one for one in measurements}
    lines = []
    for size in _sizes(measurements):
        burst, alone = found.get((size, BURST_ROW)), found.get((size, CHECKS_ROW))
        if burst and alone:
            times = f"{burst.most / alone.most:.1f} times the {_short(alone.most)} {alone.unit}"
            waited = f"waited {_short(burst.most)} {burst.unit}"
            bare = f"that checking {BURST} passwords takes without a hub"
            lines += ["", f"{size:,} people: the last of those let in {waited}, {times} {bare}."]
    return lines


def _table(measurements: Sequence[Measurement], people: int) -> str:
    """Compare `people` in the table with the fewest that were measured."""
    fewest = _sizes(measurements)[0]
    baseline = {one.what: one for one in measurements if one.people == fewest}
    head = [
        f"## {people:,} people, and {fewest} in comparison",
        "",
        f"| what | tries | p50 | p95 | p99 | most | p50 with {fewest} | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    rows = [_line(one, baseline.get(one.what)) for one in measurements if one.people == people]
    return "\n".join([*head, *rows, ""])


def _line(one: Measurement, baseline: Measurement | None) -> str:
    cells = [one.what, str(one.tries)]
    cells += [f"{_short(value)} {one.unit}" for value in (one.p50, one.p95, one.p99, one.most)]
    if baseline is None:
        cells += ["-", "-"]
    else:
        ratio = f"{one.p50 / baseline.p50:.1f}" if baseline.p50 > 0 else "-"
        cells += [f"{_short(baseline.p50)} {one.unit}", ratio]
    return f"| {' | '.join(cells)} |"


def _sizes(measurements: Sequence[Measurement]) -> list[int]:
    return sorted({one.people for one in measurements})


def _short[V](value: V) -> V | str:
    """Write three digits that count."""
    if not isinstance(value, float):
        return value
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
