"""From answers to one outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from release.scan.accepted import Acceptance
from release.scan.answers import Answer, Finding


class Outcome(IntEnum):
    """The command's exit status."""

    NOTHING_KNOWN = 0
    FOUND = 1
    UNKNOWN = 3


@dataclass(frozen=True)
class Verdict:
    """What is to be done.

    Attributes
    ----------
    found
        Findings that nobody accepts.
    accepted
        Findings that somebody does.
    spare
        Acceptances of what is not found any more, or whose day is over.
    unknown
        Answers that are none, or not whole.
    """

    found: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    spare: tuple[Acceptance, ...]
    unknown: tuple[Answer, ...]

    @property
    def outcome(self) -> Outcome:
        """What is found matters more than what is not known."""
        if self.found:
            return Outcome.FOUND
        return Outcome.UNKNOWN if self.unknown else Outcome.NOTHING_KNOWN


def judge(answers: Sequence[Answer], acceptances: Sequence[Acceptance], today: date) -> Verdict:
    """Compare what services know with what is accepted."""
    findings = [finding for answer in answers for finding in answer.findings]
    covered = {
        finding
        for finding in findings
        if any(acceptance.covers(finding, today) for acceptance in acceptances)
    }
    unknown = tuple(answer for answer in answers if answer.unknown)
    # What did not answer may yet know it.
    spare = [
        acceptance
        for acceptance in acceptances
        if not any(acceptance.covers(finding, today) for finding in findings)
    ]
    return Verdict(
        found=tuple(sorted(set(findings) - covered)),
        accepted=tuple(sorted(covered)),
        spare=() if unknown else tuple(spare),
        unknown=unknown,
    )
