"""What is promised of the working copy, and whether a run's numbers keep it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bench.storage.measured import Book, Key
from bench.storage.rows import LOCAL_DISK, ROWS, S3FS, Row

_MOST_TO_LOCAL: Final = 1.1
_MOST_UNTIL_STORED: Final = 3.0
_LEAST_TO_S3FS: Final = 10.0


@dataclass(frozen=True)
class Finding:
    """One row, judged.

    Attributes
    ----------
    kept
        None if the numbers do not tell.
    measured
        In words, for example ``1.34 x``.
    """

    kept: bool | None
    measured: str


@dataclass(frozen=True)
class Promise:
    """Something that holds for some rows at every latency.

    Attributes
    ----------
    judge
        Tells it of a row in a way; None if nothing was measured.
    """

    text: str
    rows: Sequence[Row]
    judge: Callable[[Book, Key], Finding | None]


@dataclass(frozen=True)
class Verdict:
    """A promise at one latency: kept if every row keeps it, unknown if any row that could is."""

    promise: Promise
    latency: float
    findings: tuple[tuple[Row, Finding], ...]

    @property
    def kept(self) -> bool | None:
        """Whether it is; None if the numbers do not tell."""
        answers = {finding.kept for _, finding in self.findings}
        if False in answers:
            return False
        return None if not answers or None in answers else True


def _near_local(book: Book, key: Key) -> Finding | None:
    ratio = book.ratio(key, LOCAL_DISK)
    if ratio is None:
        return None
    kept = not ratio.sign and round(ratio.value, 2) <= _MOST_TO_LOCAL
    # So few times, or so different ones, that many more could show either.
    unknown = not kept and ratio.least is not None and round(ratio.least, 2) <= _MOST_TO_LOCAL
    return Finding(None if unknown else kept, str(ratio))


def _soon_stored(book: Book, key: Key) -> Finding | None:
    samples = book.of(key)
    if not samples.known:
        return None
    longest = samples.cut_at or max(samples.seconds)
    return Finding(longest <= _MOST_UNTIL_STORED, f"{longest:.1f} s at most")


def _faster_than_s3fs(book: Book, key: Key) -> Finding | None:
    ratio = book.ratio(Key(key.latency, key.task, S3FS), key.way)
    if ratio is None:
        return None
    kept = ratio.value >= _LEAST_TO_S3FS
    # What was cut took longer than its limit, but nobody knows how long.
    unknown = ratio.sign == ">" and not kept
    return Finding(None if unknown else kept and ratio.sign != "<", str(ratio))


PROMISES: Final = (
    Promise(
        f"each row that somebody waits for takes at most {_MOST_TO_LOCAL} times as long as on the local disk",
        [row for row in ROWS if row.interactive],
        _near_local,
    ),
    Promise(
        f"the store has a save within {_MOST_UNTIL_STORED:g} s, every time",
        [row for row in ROWS if not row.interactive],
        _soon_stored,
    ),
    Promise(
        f"s3fs takes at least {_LEAST_TO_S3FS:g} times as long in rows of small files",
        [row for row in ROWS if row.small_files],
        _faster_than_s3fs,
    ),
)


def verdicts(book: Book, way: str) -> list[Verdict]:
    """Judge a way by every promise at every latency."""
    found = []
    for promise in PROMISES:
        for latency in book.latencies():
            judged = [
                (row, promise.judge(book, Key(latency, row.task, way))) for row in promise.rows
            ]
            findings = tuple((row, finding) for row, finding in judged if finding is not None)
            found.append(Verdict(promise, latency, findings))
    return found
