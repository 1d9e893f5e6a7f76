"""A run's results: every number as CSV, and the page that says what they are numbers of."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.machine import described
from bench.storage.measured import Book, Key, Ratio, Samples
from bench.storage.promises import verdicts
from bench.storage.rows import LOCAL_DISK, ROWS, S3FS, WAYS, WORKING_COPY, Row

NUMBERS: Final = "results/storage.csv"
PLOT: Final = "results/storage.png"
_HEADER: Final = """# Storage: what the last run measured

{machine} {filesystem} for all homes. Everything, the object store and its filter too, on this one machine, whose load average was
{load_before:.1f} before the run and {load_after:.1f} after it. Tries: at most {tries}, the ways in turn. s3fs is {s3fs}.

`scripts/bench storage` writes this page, [the numbers]({numbers}) and the plot; [README](../README.md) tells
what each row is.

![Seconds of each row in each way]({plot})
"""
_FIELDS: Final = (
    *("latency_ms", "row", "way", "times", "cut", "median_s", "least_s", "most_s"),
    *("to_local_disk", "to_local_disk_least", "to_local_disk_most", "to_s3fs"),
)


@dataclass(frozen=True)
class Run:
    """What is said about a run beside its numbers.

    Attributes
    ----------
    load_before, load_after
        Load averages of one minute.
    skipped
        Ways that were not measured, and why.
    """

    tries: int
    filesystem: str
    s3fs: str
    load_before: float
    load_after: float
    skipped: Mapping[str, str]


def write_results(book: Book, run: Run, folder: Path) -> None:
    """Write the CSV and ``RESULTS.md``, in place of an earlier run's."""
    (folder / NUMBERS).parent.mkdir(parents=True, exist_ok=True)
    with (folder / NUMBERS).open("w", newline="") as file:
        writer = csv.DictWriter(file, _FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_fields(book, key, samples) for key, samples in book.known())
    parts = [_header(run), _promises(book), *(_table(book, one) for one in book.latencies())]
    (folder / "RESULTS.md").write_text("\n".join([*parts, *_notes(book, run)]))


def _fields(book: Book, key: Key, samples: Samples) -> dict[str, object]:
    local, s3fs = (book.ratio(key, way) for way in (LOCAL_DISK, S3FS))
    within = local if key.way != LOCAL_DISK else None
    return {
        "latency_ms": f"{key.latency:g}",
        "row": key.task,
        "way": key.way,
        "times": len(samples.seconds),
        "cut": "yes" if samples.cut_at is not None else "",
        "median_s": f"{samples.median:.3g}",
        "least_s": f"{min(samples.seconds, default=samples.median):.3g}",
        "most_s": f"{max(samples.seconds, default=samples.median):.3g}",
        "to_local_disk": _ratio(local),
        "to_local_disk_least": _number(within.least if within else None),
        "to_local_disk_most": _number(within.most if within else None),
        "to_s3fs": _ratio(s3fs),
    }


def _ratio(ratio: Ratio | None) -> str:
    return "" if ratio is None else f"{ratio.sign}{ratio.value:.3g}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"


def _header(run: Run) -> str:
    return _HEADER.format(
        machine=described(),
        filesystem=run.filesystem,
        load_before=run.load_before,
        load_after=run.load_after,
        tries=run.tries,
        s3fs=run.s3fs,
        numbers=NUMBERS,
        plot=PLOT,
    )


def _promises(book: Book) -> str:
    lines = [
        "## What is promised of the working copy",
        "",
        "| promise | added latency | kept | worst rows |",
        "|---|---|---|---|",
    ]
    words = {True: "yes", False: "**no**", None: "not known"}
    for verdict in verdicts(book, WORKING_COPY):
        shown = [one for one in verdict.findings if one[1].kept is not True]
        rows = "; ".join(f"{row.title}: {finding.measured}" for row, finding in shown)
        cells = [verdict.promise.text, f"{verdict.latency:g} ms", words[verdict.kept], rows or "-"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _table(book: Book, latency: float) -> str:
    ways = [
        way
        for way in WAYS
        if any((key.latency, key.way) == (latency, way) for key, _ in book.known())
    ]
    lines = [
        f"## {latency:g} ms of added latency to the store",
        "",
        "Median in seconds (least to most), and times the local disk's: of times that were measured in the same round, with the",
        "interval that the value of many more times is in, nine times out of ten.",
        "",
        f"| | {' | '.join(ways)} | s3fs to {WORKING_COPY} |",
        "|---" * (len(ways) + 2) + "|",
    ]
    for row in ROWS:
        cells = [_cell(book, Key(latency, row.task, way)) for way in ways]
        faster = book.ratio(Key(latency, row.task, S3FS), WORKING_COPY)
        lines.append(f"| {' | '.join([row.title, *cells, str(faster or '-')])} |")
    return "\n".join([*lines, ""])


def _cell(book: Book, key: Key) -> str:
    samples = book.of(key)
    if not samples.known:
        return "failed" if samples.failed else "-"
    if samples.cut_at is not None:
        text = f"> {samples.cut_at:g}"
    else:
        text = f"{_short(samples.median)} ({_short(min(samples.seconds))} to {_short(max(samples.seconds))})"
    ratio = book.ratio(key, LOCAL_DISK) if key.way != LOCAL_DISK else None
    return f"{text}, {ratio}" if ratio else text


def _notes(book: Book, run: Run) -> Iterable[str]:
    notes = [f"- {way} is not measured: {reason}" for way, reason in run.skipped.items()]
    for key, reason in book.failures():
        notes.append(f"- {_title(key)}, {key.way}, {key.latency:g} ms: failed: {reason}")
    if notes:
        yield "\n".join(["## Not measured", "", *notes, ""])


def _title(key: Key) -> str:
    found: Row = next(row for row in ROWS if row.task == key.task)
    return found.title


def _short(seconds: float) -> str:
    """Write three digits that count, and never as a power of ten."""
    if seconds >= 100:
        return f"{seconds:.0f}"
    return f"{seconds:.3g}" if seconds >= 0.001 else f"{seconds:.5f}"
