"""``python3 -m hub_ext.doctor``, which ``scripts/doctor`` runs on the host."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NoReturn

from hub_ext.doctor.checking import run, worst
from hub_ext.doctor.findings import Finding
from hub_ext.doctor.plan import EXCUSES, checks
from hub_ext.doctor.report import EXIT, as_json, as_text
from hub_ext.doctor.system import System

#: Of a command line that is wrong; 0 to 2 say how the system is.
WRONG_USE: Final = 3
_PROJECT: Final = Path(__file__).resolve().parents[2]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"doctor: {message}\n")


def main(arguments: Sequence[str], project: Path = _PROJECT) -> int:
    """Look at everything and say what was found.

    Parameters
    ----------
    arguments
        The command line.
    project
        The checkout.

    Returns
    -------
    int
        0 if all is well, 1 if something should be looked at or is not known, 2 if something is broken.
    """
    options = _options(arguments)
    system = System(project, os.environ, tuple(options.docker.split()))
    language = system.language(options.language)

    def told(findings: Sequence[Finding]) -> str:
        if options.json:
            return as_json(findings, system.instance, language)
        return as_text(findings, language, colours=sys.stdout.isatty())

    try:
        findings = [told_of(system, one) for one in run(checks(system), EXCUSES)]
        text = told(findings)
    except Exception as error:
        # A program reads one document, whatever happens.
        findings = [Finding("doctor", "look-failed", {"error": type(error).__name__})]
        text = told(findings)
    print(text)
    return EXIT[worst(findings)]


def told_of(system: System, finding: Finding) -> Finding:
    """Return a finding whose next step names the command that starts this instance."""
    return replace(finding, fields={"start": system.start_command, **finding.fields})


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(
        prog="scripts/doctor",
        description="Looks at every part, from the settings to a test server, and names what is "
        "broken and the next step. What it tries is gone afterwards. / 모든 부분을 확인하고, 고장 난 것과 다음 할 일을 알려 줍니다.",
        epilog="Exit status: 0 all is well, 1 something is to be looked at or is not known, "
        "2 something is broken, 3 wrong command line.",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document for a program")
    parser.add_argument("--language", choices=("ko", "en"), help="instead of HUB_LANGUAGE")
    parser.add_argument("--docker", default="docker", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    # A look that never returned keeps its thread, and is not waited for.
    os._exit(status)
