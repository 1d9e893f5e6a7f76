"""What of it all is accepted, and how the scan ends."""

from datetime import date
from pathlib import Path

import pytest

from release.scan.accepted import Acceptance, AcceptanceError, read
from release.scan.answers import Answer, Finding, Ran
from release.scan.verdict import Outcome, judge

PAGE = Path(__file__).resolve().parents[3] / "docs/advisories.md"
TODAY = date(2026, 11, 30)
FOUND = Finding("lock.txt", "pkg", "1.0", "PYSEC-2026-1", "1.1", frozenset({"CVE-2026-1"}))
HEAD = "| advisory | package | until | why |\n|---|---|---|---|\n"


def accepting(**changed: object) -> Acceptance:
    values = {"advisory": "CVE-2026-1", "package": "pkg", "until": TODAY, "why": "not used"}
    return Acceptance(**(values | changed))  # type: ignore[arg-type]


WELL, UNWELL = Answer("lock"), Answer("lock", (FOUND,))
SILENT = Answer("npm", unknown="connection refused")


@pytest.mark.parametrize(
    ("answers", "acceptances", "outcome"),
    [
        ([WELL], [], Outcome.NOTHING_KNOWN),
        ([UNWELL], [], Outcome.FOUND),
        ([WELL, SILENT], [], Outcome.UNKNOWN),
        ([UNWELL, SILENT], [], Outcome.FOUND),
        ([UNWELL], [accepting()], Outcome.NOTHING_KNOWN),
        ([UNWELL], [accepting(advisory="PYSEC-2026-1")], Outcome.NOTHING_KNOWN),
        ([UNWELL, SILENT], [accepting()], Outcome.UNKNOWN),
        ([UNWELL], [accepting(until=date(2026, 11, 29))], Outcome.FOUND),
        ([UNWELL], [accepting(package="other")], Outcome.FOUND),
        ([UNWELL], [accepting(advisory="CVE-2026-2")], Outcome.FOUND),
        # A list of which one package is not known is not wholly known.
        ([Answer("lock", unknown="not known there: ours")], [], Outcome.UNKNOWN),
    ],
    ids=str,
)
def test_what_the_scan_ends_with(
    answers: list[Answer], acceptances: list[Acceptance], outcome: Outcome
) -> None:
    assert judge(answers, acceptances, TODAY).outcome is outcome


def test_rows_that_nothing_needs_are_named_once_everybody_has_answered() -> None:
    spare = accepting(advisory="CVE-2020-1")

    assert judge([UNWELL], [accepting(), spare], TODAY).spare == (spare,)
    assert judge([UNWELL, SILENT], [accepting(), spare], TODAY).spare == ()


def test_the_project_s_page_can_be_read() -> None:
    assert all(row.why for row in read(PAGE))


def test_a_row_is_read(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    row = "| `CVE-2026-1` | `pkg` | 2027-01-31 | only called with our own input |\n"
    page.write_text(f"# Page\n\n{HEAD}{row}\nMore text | with a bar\n")

    assert read(page) == (
        Acceptance("CVE-2026-1", "pkg", date(2027, 1, 31), "only called with our own input"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "no table",
        HEAD + "| CVE-2026-1 | pkg | 2027-01-31 | |\n",
        HEAD + "| CVE-2026-1 | pkg | for ever | it is safe |\n",
        HEAD + "| CVE-2026-1 | pkg | it is safe |\n",
        HEAD + HEAD,
    ],
)
def test_a_row_that_accepts_nothing_in_particular_is_refused(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text)

    with pytest.raises(AcceptanceError):
        read(page)


@pytest.mark.parametrize(
    ("ran", "reason"),
    [
        (Ran(1, "", "first\nlast words \n"), "last words"),
        (Ran(1, "on the other side", ""), "on the other side"),
        (Ran(7, "", ""), "it ended with 7 and no word"),
    ],
)
def test_a_program_that_fails_says_why(ran: Ran, reason: str) -> None:
    assert ran.reason == reason


@pytest.mark.parametrize("out", ["", "no json", "[]", '"text"'])
def test_what_is_no_report_is_an_empty_one(out: str) -> None:
    assert Ran(0, out, "").json() == {}
