"""What scanners report, read."""

from typing import Any

from release.scan.answers import Answer, Finding
from release.scan.python_packages import SUBJECT, answer


def test_an_advisory_is_a_finding_with_all_its_names() -> None:
    known = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["1.1", "2.0"]}
    report: list[dict[str, Any]] = [
        {"name": "well", "version": "1", "vulns": []},
        {"name": "unwell", "version": "1.0", "vulns": [known]},
    ]
    aliases = frozenset({"CVE-2026-1"})

    found = answer(report)

    assert found == Answer(
        SUBJECT, (Finding(SUBJECT, "unwell", "1.0", "PYSEC-2026-1", "1.1, 2.0", aliases),)
    )
    assert found.findings[0].names == {"PYSEC-2026-1", "CVE-2026-1"}


def test_a_package_that_the_service_has_not_heard_of_is_unknown_and_not_well() -> None:
    report: list[dict[str, Any]] = [
        {"name": f"p{number}", "skip_reason": "not found"} for number in range(7)
    ]

    assert answer(report[:1]).unknown == "not known there: p0"
    assert answer(report).unknown == "not known there: p0, p1, p2, p3, p4 and 2 more"
