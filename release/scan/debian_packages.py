"""Debian's packages in the images, asked about through debsecan."""

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from release.packages import debian_status, installed
from release.scan.answers import Answer, Finding, Ran, run

_SUITE = "trixie"
#: ``CVE-2026-1234 libexample1 (fixed, high urgency)``
_LINE = re.compile(r"(?P<advisory>\S+) (?P<package>\S+)(?: \((?P<notes>.*)\))?")
SUBJECT = "Debian's packages in the images"


def ask(collected: Path, source: str = "") -> Answer:
    """Ask about every Debian package of the images whose lists were collected.

    Parameters
    ----------
    collected
        The folder of `collect` in ``scripts/release.sh``.
    source
        Another address than the one of Debian's security tracker.

    Notes
    -----
    A finding is what Debian has a correction of: a build from nothing takes it. Of what is open in
    Debian itself nobody here can do anything, so it is counted and no more.
    """
    archives = sorted(collected.glob("*.tar"))
    with tempfile.TemporaryDirectory() as folder:
        status = Path(folder) / "status"
        # One list for all: most packages are in every image. debsecan stops at two empty lines.
        lists = (debian_status(archive).strip("\n") for archive in archives)
        status.write_text("\n\n".join(lists) + "\n")
        command = ["debsecan", f"--suite={_SUITE}", f"--status={status}", "--format=summary"]
        if source:
            command.append(f"--source={source}")
        ran = run(command, Path(folder))
    if ran.status != 0:
        return Answer(SUBJECT, unknown=ran.reason)
    return _answer(ran, {archive.stem: _versions(archive) for archive in archives})


def _versions(archive: Path) -> dict[str, str]:
    return {
        package.name: package.version for package in installed(archive) if package.kind == "deb"
    }


def _answer(ran: Ran, images: Mapping[str, Mapping[str, str]]) -> Answer:
    findings: set[Finding] = set()
    waiting: set[str] = set()
    for line in filter(None, map(_LINE.fullmatch, ran.out.splitlines())):
        advisory, package = line["advisory"], line["package"]
        if "fixed" not in (line["notes"] or "").split(", "):
            waiting.add(advisory)
            continue
        for image, versions in images.items():
            if package in versions:
                findings.add(Finding(image, package, versions[package], advisory, "Debian"))
    remark = f"not corrected in Debian yet: {len(waiting)}" if waiting else ""
    return Answer(SUBJECT, tuple(sorted(findings)), remark=remark)
