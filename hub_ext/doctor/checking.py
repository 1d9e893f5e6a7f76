"""Runs looks one after another, each with a limit of time, and finds out who is to blame."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hub_ext.doctor.findings import STATES, Finding, LookError, State
from hub_ext.doctor.sayings import SAYINGS

Look = Callable[[], Sequence[Finding]]


@dataclass(frozen=True)
class Check:
    """One look.

    Attributes
    ----------
    name
        The part that it is about; what it finds may also be about others.
    look
        Takes the look. It may block, and what it raises is no fault of the part.
    needs
        Parts without which there is nothing to be seen.
    seconds
        After which nobody waits for it any more.
    """

    name: str
    look: Look
    needs: tuple[str, ...] = ()
    seconds: float = 20.0


def run(checks: Iterable[Check], excuses: Mapping[str, Sequence[str]]) -> list[Finding]:
    """Take all looks.

    Parameters
    ----------
    checks
        In an order in which what is needed comes before what needs it.
    excuses
        For a part, or a part and a code with a blank between, others whose breakage explains that it
        looks broken too. It is then said to be unknown: nobody is to mend what is not broken.

    Returns
    -------
    list of Finding
        At least one for each check.
    """
    findings: list[Finding] = []
    for check in checks:
        causes = _causes(findings)
        missing = [causes[need] for need in check.needs if need in causes]
        if missing:
            findings.append(Finding(check.name, "not-looked", {"cause": missing[0]}))
        else:
            findings += _look(check)
    return _excused(findings, excuses)


def state_of(finding: Finding) -> State:
    """Return how bad a finding is."""
    return SAYINGS[finding.code].state


def worst(findings: Iterable[Finding]) -> State:
    """Return the state of the worst of some findings."""
    return max((state_of(finding) for finding in findings), key=STATES.index, default="ok")


def _causes(findings: Iterable[Finding]) -> dict[str, str]:
    """Return the parts that are broken or unknown, each with the part that is to blame for it."""
    return {
        finding.check: str(finding.fields.get("cause", finding.check))
        for finding in findings
        if state_of(finding) in {"broken", "unknown"}
    }


def _look(check: Check) -> Sequence[Finding]:
    found: list[Finding] = []

    def look() -> None:
        try:
            found.extend(check.look())
        except LookError as error:
            found.append(Finding(check.name, "look-failed", {"error": str(error)}))
        except Exception as error:
            # Its text is not told: it may be anything, a password of an address among others.
            found.append(Finding(check.name, "look-failed", {"error": type(error).__name__}))

    # Not waited for at the end either: a call to a dead network disk never returns.
    thread = threading.Thread(target=look, name=check.name, daemon=True)
    thread.start()
    thread.join(check.seconds)
    if thread.is_alive():
        return [Finding(check.name, "look-silent", {"seconds": round(check.seconds)})]
    return found


def _excused(findings: Sequence[Finding], excuses: Mapping[str, Sequence[str]]) -> list[Finding]:
    # That a service is unhealthy is a symptom, and explains nothing.
    broken = {
        finding.check
        for finding in findings
        if state_of(finding) == "broken" and finding.code != "service-unhealthy"
    }

    def excused(finding: Finding) -> Finding:
        if state_of(finding) != "broken":
            return finding
        keys = (finding.check, f"{finding.check} {finding.code}")
        causes = [other for key in keys for other in excuses.get(key, ()) if other in broken]
        return Finding(finding.check, "explained", {"cause": causes[0]}) if causes else finding

    return [excused(finding) for finding in findings]
