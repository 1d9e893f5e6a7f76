"""Write what the long tests found to docs/: ``python -m tests.report JUNIT_XML MARKDOWN``."""

import platform
import sys
from datetime import UTC, date, datetime
from os import cpu_count
from pathlib import Path

# The file was written by pytest a moment ago, on this machine.
from xml.etree import ElementTree

HEADER = """# Long tests

Stress, fault and large-data forms of the tests, each as the last `make test-long` that ran it saw it.
{processors} processors, Linux {kernel}.

| test | outcome | seconds | day |
|---|---|---|---|
"""


def outcome(case: ElementTree.Element) -> str:
    """Return one word for how a test ended."""
    for word in ("failure", "error", "skipped"):
        if case.find(word) is not None:
            return {"failure": "**failed**", "error": "**error**"}.get(word, word)
    return "passed"


def row(case: ElementTree.Element, day: date) -> tuple[str, str]:
    """Return a test's name as people read it, and its line."""
    name = case.get("name", "").removeprefix("test_").replace("_", " ")
    return name, f"| {name} | {outcome(case)} | {float(case.get('time', 0)):.0f} | {day} |"


def earlier_rows(page: Path, columns: int = 4) -> dict[str, str]:
    """Return the lines of a page's tables of so many columns by what their first cell names."""
    lines = page.read_text().splitlines() if page.exists() else []
    rows = [line for line in lines if line.startswith("| ") and line.count("|") == columns + 1]
    return {line.split("|")[1].strip(): line for line in rows[1:]}


def report(results: Path, target: Path) -> None:
    """Turn pytest's JUnit file into a page; tests that were not run keep their line."""
    cases = ElementTree.parse(results).getroot().iter("testcase")  # noqa: S314
    today = datetime.now(UTC).date()
    rows = earlier_rows(target) | dict(row(case, today) for case in cases)
    header = HEADER.format(processors=cpu_count(), kernel=platform.release().split("-")[0])
    target.write_text(header + "\n".join(rows.values()) + "\n")


if __name__ == "__main__":
    report(Path(sys.argv[1]), Path(sys.argv[2]))
