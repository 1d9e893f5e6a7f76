"""What a service says about a list of packages."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Seconds; a service that is cut off is noticed by its client long before.
_PATIENCE = 300


@dataclass(frozen=True, order=True)
class Finding:
    """One advisory about one package.

    Attributes
    ----------
    where
        The lock file or the images that have the package.
    advisory
        Its name with whoever published it: ``GHSA-…``, ``PYSEC-…``, ``CVE-…``.
    fixed
        The first version without it; empty where there is none.
    aliases
        The advisory's other names.
    """

    where: str
    package: str
    version: str
    advisory: str
    fixed: str = ""
    aliases: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Every name of the advisory."""
        return self.aliases | {self.advisory}


@dataclass(frozen=True)
class Answer:
    """What one service said.

    Attributes
    ----------
    subject
        What it was asked about, for people.
    findings
        What it knows.
    unknown
        Why it did not answer, or not about everything; empty if it did.
    remark
        What else people should read.
    """

    subject: str
    findings: tuple[Finding, ...] = ()
    unknown: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Ran:
    """How a program ended."""

    status: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        """What it printed as an object; empty if it printed anything else."""
        try:
            value = json.loads(self.out)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def reason(self) -> str:
        """Its last words, in one line."""
        words = (self.err.strip() or self.out.strip()).splitlines()
        return words[-1].strip()[:300] if words else f"it ended with {self.status} and no word"


def run(command: Sequence[str], folder: Path) -> Ran:
    """Run a scanner; one that does not end is one that did not answer."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        return Ran(-1, "", f"no answer in {_PATIENCE} s")
    return Ran(done.returncode, done.stdout, done.stderr)
