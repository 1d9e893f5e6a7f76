"""Packages of npm, asked about through ``npm audit``."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from release.scan.answers import Answer, Finding, run

_ADVISORY = re.compile(r"GHSA(-[0-9a-z]{4}){3}")


def ask(lock: Path, name: str, registry: str = "") -> Answer:
    """Ask about every package of a ``package-lock.json``.

    Parameters
    ----------
    lock
        With its ``package.json`` beside it.
    name
        Of the lock, for people.
    registry
        Another one than npm's own.
    """
    command = ["npm", "audit", "--package-lock-only", "--json", "--fetch-retries=1"]
    if registry:
        command.append(f"--registry={registry}")
    ran = run(command, lock.parent)
    known = ran.json().get("vulnerabilities")
    if known is None:
        return Answer(name, unknown=_reason(ran.json()) or ran.reason)
    packages = json.loads(lock.read_text())["packages"]
    return Answer(name, tuple(sorted(set(_findings(name, known, packages)))))


def _reason(report: dict[str, Any]) -> str:
    error = report.get("error")
    summary = error.get("summary") if isinstance(error, dict) else None
    return str(summary or report.get("message") or "").strip().partition("\n")[0]


def _findings(
    where: str, known: dict[str, dict[str, Any]], packages: dict[str, dict[str, Any]]
) -> Iterator[Finding]:
    for package, entry in known.items():
        # What is a text is the name of another package here, which has the advisory.
        for advisory in (cause for cause in entry["via"] if isinstance(cause, dict)):
            found = _ADVISORY.search(advisory.get("url", ""))
            name = found[0] if found else str(advisory.get("source", "?"))
            for node in entry["nodes"]:
                yield Finding(where, package, packages[node]["version"], name)
