"""The page, the rows and the timeline of a run."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bench.lesson.diary import Step
from bench.lesson.promises import verdicts
from bench.lesson.record import Record, Row
from bench.lesson.samples import GENERATOR, MACHINE, PEOPLE, SERVICES
from bench.lesson.timeline import timeline
from bench.machine import described

NUMBERS: Final = "results/lesson.csv"
TIMELINE: Final = "results/timeline.csv"
PLOT: Final = "results/lesson.png"
_HEADER: Final = """# Lesson: what the last run measured

{machine} Everything runs on this one machine, the load generator, the object store and the database too. Its load average
was {load_before:.1f} before the run and {load_after:.1f} after it.
`scripts/bench lesson` writes this page, [the numbers]({numbers}), [the timeline]({timeline}) and the plot;
[README](../README.md) tells what each row is.

{people} students came within {arriving:.0f} s and worked for {minutes:g} minutes after that (seed {seed}). From minute {settled:.1f} on
{servers} servers ran at the median and {busy} processors were busy; the load generator itself used {generator:.2f} of a processor.

![Memory, and how long the store takes, over time]({plot})
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What is said about a run beside its numbers.

    Attributes
    ----------
    arriving
        Seconds within which everybody came.
    load_before, load_after
        Load averages of one minute.
    """

    people: int
    minutes: float
    arriving: float
    seed: int
    load_before: float
    load_after: float


def write_results(run: Run, record: Record, alone: Record, folder: Path) -> None:
    """Write the CSVs and ``RESULTS.md``, in place of an earlier run's.

    Parameters
    ----------
    record
        Of the lesson.
    alone
        Of the baseline: one student in the same system, before the others came.
    """
    (folder / NUMBERS).parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {"people": people} | {key: _exact(value) for key, value in asdict(row).items()}
        for people, one in ((1, alone), (run.people, record))
        for row in one.rows()
    ]
    _write_csv(folder / NUMBERS, rows)
    _write_csv(folder / TIMELINE, timeline(record))
    parts = (_header(run, record), _promises(record), _steps(record, alone), _memory(record))
    text = [line for part in (*parts, _errors(record)) for line in part]
    (folder / "RESULTS.md").write_text("\n".join(text), "utf-8")


def _write_csv(file: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _header(run: Run, record: Record) -> Iterable[str]:
    servers, busy = record.servers(), record.busy()
    yield _HEADER.format(
        machine=described(),
        load_before=run.load_before,
        load_after=run.load_after,
        numbers=NUMBERS,
        timeline=TIMELINE,
        plot=PLOT,
        people=run.people,
        arriving=run.arriving,
        minutes=run.minutes,
        seed=run.seed,
        settled=(record.settled - record.began) / 60,
        servers="an unknown number of" if servers is None else f"{servers:g}",
        busy="an unknown number of" if busy is None else f"{busy:.2f}",
        generator=record.generator / (record.ended - record.began),
    )


def _promises(record: Record) -> Iterable[str]:
    yield from ("## What is promised", "", "| promise | kept | measured |", "|---|---|---|")
    words = {True: "yes", False: "**no**", None: "not known"}
    for one in verdicts(record):
        yield f"| {one.promise} | {words[one.kept]} | {one.measured} |"
    yield ""


def _steps(record: Record, alone: Record) -> Iterable[str]:
    yield from ("## Steps", "", "Seconds; the ratio is of the medians, to one student alone.", "")
    yield "| step | count | errors | p50 | p95 | p99 | most | alone, p50 | ratio |"
    yield "|---" * 9 + "|"
    for row in record.rows():
        yield f"| {' | '.join(_cells(row, alone.row(row.step)))} |"
    yield ""


def _cells(row: Row, alone: Row) -> Iterable[str]:
    yield from (row.step, f"{row.count:,}", f"{row.errors:,}")
    if row.step is Step.LAST:
        yield from ["-"] * 6
        return
    yield from (_short(value) for value in (row.p50, row.p95, row.p99, row.most, alone.p50))
    yield f"{row.p50 / alone.p50:.1f}" if row.p50 and alone.p50 else "-"


def _memory(record: Record) -> Iterable[str]:
    yield from ("## Memory, in MB, from then on until the end", "")
    yield from ("| of | first minutes, median | last minutes, median | change | slope an hour |",)
    yield "|---" * 5 + "|"
    for part in (MACHINE, *SERVICES, PEOPLE, GENERATOR):
        if found := record.memory(part):
            yield (
                f"| {part} | {found.first:,.0f} | {found.last:,.0f}"
                f" | {found.growth:+.1%} | {found.slope:+.0f} |"
            )
    yield ""


def _errors(record: Record) -> Iterable[str]:
    if errors := record.errors():
        yield from ("## Errors", "", "| step | what | times |", "|---|---|---|")
        yield from (f"| {step} | {kind} | {times} |" for (step, kind), times in errors.items())
        yield ""


def _short(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.3f}" if seconds < 1 else f"{seconds:.2f}"


def _exact(value: object) -> object:
    return f"{value:.4f}" if isinstance(value, float) else value
