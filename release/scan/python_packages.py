"""Python packages, asked about through pip-audit."""

from pathlib import Path
from typing import Any

from release.scan.answers import Answer, Finding, run

#: Asked one after the other until one answers: OSV knows more, PyPI is reached from more places.
_SERVICES = ("osv", "pypi")
_COMMAND = (
    "pip-audit", "--require-hashes", "--disable-pip", "--format=json", "--aliases=on", "--desc=off",
    "--progress-spinner=off", "--timeout=15",
)  # fmt: skip


def ask(lock: Path, name: str, osv_url: str = "") -> Answer:
    """Ask about every package of a lock file with hashes.

    Parameters
    ----------
    lock
        In the form of pip's requirements.
    name
        Of the lock, for people.
    osv_url
        Another service that speaks as OSV does, and no other then.
    """
    reasons = []
    for service in ("osv",) if osv_url else _SERVICES:
        command = [*_COMMAND, f"--vulnerability-service={service}", f"--requirement={lock}"]
        if osv_url:
            command.append(f"--osv-url={osv_url}")
        ran = run(command, lock.parent)
        found = ran.json().get("dependencies")
        if found is not None:
            return _answer(name, found)
        reasons.append(f"{service}: {ran.reason}")
    return Answer(name, unknown="; ".join(reasons))


def _answer(name: str, dependencies: list[dict[str, Any]]) -> Answer:
    findings = [
        Finding(
            name,
            package["name"],
            package["version"],
            known["id"],
            ", ".join(known["fix_versions"]),
            frozenset(known["aliases"]),
        )
        for package in dependencies
        for known in package.get("vulns", ())
    ]
    # A service that has not heard of a package has not said that it is well.
    skipped = [package["name"] for package in dependencies if "skip_reason" in package]
    unknown = f"not known there: {', '.join(skipped)}" if skipped else ""
    return Answer(name, tuple(sorted(findings)), unknown)
