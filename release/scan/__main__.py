"""``python -m release.scan PROJECT COLLECTED``: ask every service, print what they know, end with the outcome."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from release.scan import debian_packages, npm_packages, python_packages
from release.scan.accepted import AcceptanceError, read
from release.scan.answers import Answer, Finding
from release.scan.verdict import Outcome, Verdict, judge

PAGE = "docs/advisories.md"
_WORDS = {
    Outcome.NOTHING_KNOWN: "nothing is known about what is used",
    Outcome.FOUND: f"findings that {PAGE} does not accept",
    Outcome.UNKNOWN: "unknown, because not every service answered",
}


def npm_locks(project: Path) -> list[Path]:
    """Every lock of npm's in the checkout, sorted."""
    found = []
    for folder, folders, files in os.walk(project):
        folders[:] = [name for name in folders if name != "node_modules" and name[0] != "."]
        if "package-lock.json" in files:
            found.append(Path(folder) / "package-lock.json")
    return sorted(found)


def scan(
    project: Path,
    collected: Path,
    osv_url: Annotated[str, typer.Option(help="In the place of OSV.")] = "",
    npm_registry: Annotated[str, typer.Option(help="In the place of npm's own.")] = "",
    debian_source: Annotated[str, typer.Option(help="In the place of Debian's tracker.")] = "",
) -> None:
    """Ask what is known about the packages of PROJECT's lock files and of the images in COLLECTED."""
    try:
        acceptances = read(project / PAGE)
    except (AcceptanceError, OSError) as error:
        raise typer.BadParameter(str(error)) from None
    # They wait most of the time.
    with ThreadPoolExecutor() as pool:
        asked = [
            pool.submit(python_packages.ask, project / "requirements", osv_url),
            *(
                pool.submit(npm_packages.ask, lock, str(lock.relative_to(project)), npm_registry)
                for lock in npm_locks(project)
            ),
            pool.submit(debian_packages.ask, collected, debian_source),
        ]
    answers = [answer.result() for answer in asked]
    verdict = judge(answers, acceptances, datetime.now(UTC).date())
    _tell(answers, verdict)
    raise typer.Exit(verdict.outcome)


def _tell(answers: list[Answer], verdict: Verdict) -> None:
    for answer in answers:
        state = f"unknown: {answer.unknown}" if answer.unknown else "answered"
        counted = f", {len(answer.findings)} findings" if answer.findings else ""
        print(f"{answer.subject}: {state}{counted}{f' ({answer.remark})' * bool(answer.remark)}")
    for finding in verdict.accepted:
        print(f"accepted  {_line(finding)}")
    for finding in verdict.found:
        print(f"FOUND     {_line(finding)}")
    for acceptance in verdict.spare:
        print(f"spare     {acceptance.advisory} {acceptance.package}: its row in {PAGE} can go")
    print(f"scan: {_WORDS[verdict.outcome]}")


def _line(finding: Finding) -> str:
    mended = f", mended in {finding.fixed}" if finding.fixed else ""
    return f"{finding.advisory} {finding.package} {finding.version} ({finding.where}{mended})"


if __name__ == "__main__":
    typer.run(scan)
