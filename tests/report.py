"""Write what the long tests found to docs/: ``python -m tests.report JUNIT_XML MARKDOWN``."""

import platform
import sys
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path

# The file was written by pytest a moment ago, on this machine.
from xml.etree import ElementTree

HEADER = """# Long tests

Stress, fault and large-data forms of the tests, as the last `make test-long` saw them.
{date}, {processors} processors, Linux {kernel}.

| test | outcome | seconds |
|---|---|---|
"""


def outcome(case: ElementTree.Element) -> str:
    """Return one word for how a test ended."""
    for word in ("failure", "error", "skipped"):
        if case.find(word) is not None:
            return {"failure": "**failed**", "error": "**error**"}.get(word, word)
    return "passed"


def report(results: Path, target: Path) -> None:
    """Turn pytest's JUnit file into a page."""
    cases = ElementTree.parse(results).getroot().iter("testcase")  # noqa: S314
    rows = [
        f"| {case.get('name', '').replace('_', ' ')} | {outcome(case)} "
        f"| {float(case.get('time', 0)):.0f} |"
        for case in cases
    ]
    header = HEADER.format(
        date=datetime.now(UTC).date(),
        processors=cpu_count(),
        kernel=platform.release().split("-")[0],
    )
    target.write_text(header + "\n".join(rows) + "\n")


if __name__ == "__main__":
    report(Path(sys.argv[1]), Path(sys.argv[2]))
