"""What the system survives and withstands, as its tests saw it: a plugin of pytest, and the page made of it.

A test says which row of `tests.reliability_rows` it tries, with ``@pytest.mark.survival("hub killed")`` or
``@pytest.mark.attack("host header")``, and tells the fixture `reliability` what it measured. Every run adds
to artefacts/reliability.jsonl, and ``python -m tests.reliability`` writes docs/reliability.md.
"""

import platform
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import BaseModel

from tests.reliability_rows import TABLES
from tests.report import earlier_rows

_PROJECT: Final = Path(__file__).resolve().parents[1]
RESULTS: Final = _PROJECT / "artefacts" / "reliability.jsonl"
PAGE: Final = _PROJECT / "docs" / "reliability.md"

#: From bad to good: a row is as good as the worst of its tests.
_OUTCOMES: Final = ("failed", "skipped", "passed")
_LONG: Final = " (long form)"
_PROPERTY: Final = "reliability"


class Result(BaseModel):
    """What one test saw of one row."""

    table: str
    row: str
    test: str
    outcome: str
    day: str
    seconds: float | None = None
    attempts: int | None = None


class Reliability:
    """Where a test tells what it measured."""

    def __init__(self, node: pytest.Item) -> None:
        self._node = node

    def seconds(self, seconds: float) -> None:
        """Tell after how many seconds everything was normal again; of several the largest counts."""
        self._node.user_properties.append((_PROPERTY, {"seconds": seconds}))

    def count(self, attempts: int) -> None:
        """Tell how many attempts were made; they are added up."""
        self._node.user_properties.append((_PROPERTY, {"attempts": attempts}))


@pytest.fixture
def reliability(request: pytest.FixtureRequest) -> Reliability:
    """Takes what a test measured, for docs/reliability.md."""
    return Reliability(request.node)


def pytest_configure(config: pytest.Config) -> None:
    # Workers of xdist send what they saw to the process that began them.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(config.rootpath / RESULTS.relative_to(_PROJECT)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    long = _LONG if item.get_closest_marker("long") else ""
    for table in TABLES:
        for marker in item.iter_markers(table):
            mine = {"table": table, "row": f"{marker.args[0]}{long}"}
            item.user_properties.append((_PROPERTY, mine))


class Recorder:
    """Adds a line for each row that a test tries, when the test is over.

    Parameters
    ----------
    file
        Of JSON lines; several processes may add to it in turn.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._worst: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        worst = self._worst.get(report.nodeid, "passed")
        self._worst[report.nodeid] = min(worst, report.outcome, key=_OUTCOMES.index)
        # "???" is what xdist reports of a test whose process has died.
        if report.when in {"teardown", "???"}:
            properties = [value for name, value in report.user_properties if name == _PROPERTY]
            self._write(report.nodeid, self._worst.pop(report.nodeid), properties)

    def _write(self, test: str, outcome: str, properties: list[Any]) -> None:
        seconds = [value["seconds"] for value in properties if "seconds" in value]
        attempts = [value["attempts"] for value in properties if "attempts" in value]
        results = [
            Result(
                **value,
                test=test,
                outcome=outcome,
                day=datetime.now(UTC).date().isoformat(),
                seconds=max(seconds, default=None),
                attempts=sum(attempts) if attempts else None,
            )
            for value in properties
            if "row" in value
        ]
        if results:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a") as file:
                file.writelines(f"{result.model_dump_json()}\n" for result in results)


_HEADER: Final = """# Reliability

What the system survives and what it withstands, each row as the last run of its tests saw it; written by
`python -m tests.reliability` at the end of `make test` and `make test-long`, and not by hand.
{processors} processors, Linux {kernel}.
"""
_INTRODUCTIONS: Final = {
    "survival": """
## What is survived

Lessons go on in the composed system: servers run, kernels have variables, files are saved. After each row the servers are the
same ones, the variables are there and so is every saved file, unless the test's own words say that it cannot be (no kernel
outlives its host). Seconds are those until everything was normal again, with nobody's help where a part was killed.

| what happens | outcome | seconds until normal | tests | day |
|---|---|---|---|---|
""",
    "attack": """
## What is withstood

| what is tried | outcome | attempts | tests | day |
|---|---|---|---|---|
""",
}
_COLUMNS: Final = 5


def read_results(file: Path) -> list[Result]:
    """Return what tests saw; of one that ran twice, what it saw last."""
    lines = file.read_text().splitlines() if file.exists() else []
    results = (Result.model_validate_json(line) for line in lines)
    return list({(result.test, result.row): result for result in results}.values())


def _line(results: list[Result]) -> str:
    """Return the line of a row, from all that its tests saw."""
    outcome = min((result.outcome for result in results), key=_OUTCOMES.index)
    seconds = [result.seconds for result in results if result.seconds is not None]
    attempts = [result.attempts for result in results if result.attempts is not None]
    measured = f"{max(seconds):.1f}" if seconds else f"{sum(attempts):,}" if attempts else ""
    files = sorted({result.test.partition("::")[0] for result in results})
    cells = (
        results[0].row,
        outcome if outcome != "failed" else "**failed**",
        measured,
        f"{len(results)} in {', '.join(f'`{file}`' for file in files)}",
        max(result.day for result in results),
    )
    return f"| {' | '.join(cells)} |"


def _table(name: str, results: Iterable[Result], earlier: dict[str, str]) -> Iterator[str]:
    seen: dict[str, list[Result]] = {}
    for result in results:
        if result.table == name:
            seen.setdefault(result.row, []).append(result)
    for row in TABLES[name]:
        lines = {
            form: _line(seen[form]) if form in seen else earlier[form]
            for form in (row, f"{row}{_LONG}")
            if form in seen or form in earlier
        }
        yield from lines.values() or [f"| {row} | not run | | | |"]


def write_page(results: Path, page: Path) -> None:
    """Turn what tests saw into a page; rows that were not tried keep their line."""
    found, earlier = read_results(results), earlier_rows(page, _COLUMNS)
    earlier = {row: line for row, line in earlier.items() if "| not run |" not in line}
    text = _HEADER.format(processors=cpu_count(), kernel=platform.release().split("-")[0])
    for name, introduction in _INTRODUCTIONS.items():
        text += introduction + "\n".join(_table(name, found, earlier)) + "\n"
    page.write_text(text)


if __name__ == "__main__":
    write_page(RESULTS, PAGE)
