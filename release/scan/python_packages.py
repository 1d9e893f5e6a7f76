"""Python packages, asked about through pip-audit."""

from pathlib import Path
from typing import Any

from release.scan.answers import Answer, Finding, run

LOCKS = ("lock.txt", "uv.txt")
SUBJECT = "requirements"
# OSV has all that PyPI has, and more.
_COMMAND = (
    "pip-audit", "--require-hashes", "--disable-pip", "--vulnerability-service=osv", "--format=json",
    "--aliases=on", "--desc=off", "--progress-spinner=off", "--timeout=15",
)  # fmt: skip


def ask(folder: Path, osv_url: str = "") -> Answer:
    """Ask about every package of the locks, which have hashes.

    Parameters
    ----------
    folder
        Where the locks are, in the form of pip's requirements.
    osv_url
        Another service that speaks as OSV does.
    """
    command = [*_COMMAND, *(f"--requirement={folder / name}" for name in LOCKS)]
    if osv_url:
        command.append(f"--osv-url={osv_url}")
    ran = run(command, folder)
    found = ran.json().get("dependencies")
    return Answer(SUBJECT, unknown=ran.reason) if found is None else answer(found)


def answer(dependencies: list[dict[str, Any]]) -> Answer:
    """Return what pip-audit's report says.

    Notes
    -----
    A service that has not heard of a package has not said that it is well.
    """
    findings = [
        Finding(
            SUBJECT,
            package["name"],
            package["version"],
            known["id"],
            ", ".join(known["fix_versions"]),
            frozenset(known["aliases"]),
        )
        for package in dependencies
        for known in package.get("vulns", ())
    ]
    skipped = [package["name"] for package in dependencies if "skip_reason" in package]
    more = f" and {len(skipped) - 5} more" if len(skipped) > 5 else ""
    unknown = f"not known there: {', '.join(skipped[:5])}{more}" if skipped else ""
    return Answer(SUBJECT, tuple(sorted(findings)), unknown)
