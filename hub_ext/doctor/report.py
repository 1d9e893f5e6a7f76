"""The result, for a person at a terminal and for a program."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from hub_ext.doctor.checking import state_of, worst
from hub_ext.doctor.findings import STATES, Finding, State
from hub_ext.doctor.sayings import SAYINGS
from hub_ext.language import Language, Message

#: As programs that watch services understand it: 0 well, 1 look at it, 2 broken.
EXIT: Final[dict[State, int]] = {"ok": 0, "unknown": 1, "warning": 1, "broken": 2}
_WORDS: Final[dict[State, Message]] = {
    "ok": Message(ko="정상", en="ok"),
    "unknown": Message(ko="모름", en="unknown"),
    "warning": Message(ko="주의", en="warning"),
    "broken": Message(ko="고장", en="broken"),
}
_SIGNS: Final[dict[State, str]] = {"ok": "+", "unknown": "?", "warning": "!", "broken": "x"}
_COLOURS: Final[dict[State, str]] = {
    "ok": "\x1b[32m",
    "unknown": "\x1b[2m",
    "warning": "\x1b[33m",
    "broken": "\x1b[31m",
}
_PLAIN: Final = "\x1b[0m"
_ALL_WELL: Final = Message(ko="모두 정상입니다.", en="Everything is well.")
_WIDTH: Final = 100


#: How a system is started, if nobody has said it.
_START: Final[Mapping[str, str | int]] = {"start": "make up"}


def says(finding: Finding, language: Language) -> str:
    """Return what was found, in one sentence."""
    return SAYINGS[finding.code].says.in_language(language, **{**_START, **finding.fields})


def to_do(finding: Finding, language: Language) -> str:
    """Return the next step; ``""`` if there is none."""
    step = SAYINGS[finding.code].to_do
    return step.in_language(language, **{**_START, **finding.fields}) if step else ""


def document(findings: Sequence[Finding], instance: str, language: Language) -> dict[str, Any]:
    """Return everything for a program: one JSON document."""
    return {
        "state": worst(findings),
        "instance": instance,
        "language": language,
        **{state: _parts(findings, state) for state in STATES},
        "checks": [
            {
                "check": finding.check,
                "state": state_of(finding),
                "code": finding.code,
                "says": says(finding, language),
                "next": to_do(finding, language),
            }
            for finding in findings
        ],
    }


def as_json(findings: Sequence[Finding], instance: str, language: Language) -> str:
    """Return the document as text."""
    return json.dumps(document(findings, instance, language), ensure_ascii=False, indent=2)


def as_text(findings: Sequence[Finding], language: Language, *, colours: bool) -> str:
    """Return everything for a person; what is broken stands last, where the eye is."""
    ordered = sorted(findings, key=lambda finding: STATES.index(state_of(finding)))
    lines = [line for finding in ordered for line in _lines(finding, language, colours)]
    return "\n".join([*lines, "", _sum(findings, language)])


def _lines(finding: Finding, language: Language, colours: bool) -> Iterable[str]:
    state = state_of(finding)
    word = f"{_SIGNS[state]} {_WORDS[state].in_language(language)}"
    if colours:
        word = f"{_COLOURS[state]}{word}{_PLAIN}"
    text = f"{word}  {finding.check}: {says(finding, language)}"
    yield from _wrapped(text, "    ")
    if step := to_do(finding, language):
        yield from _wrapped(f"    -> {step}", "       ")


def _wrapped(text: str, indent: str) -> Sequence[str]:
    # Commands to copy are never broken in two words.
    return textwrap.wrap(
        text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _sum(findings: Sequence[Finding], language: Language) -> str:
    if worst(findings) == "ok":
        return _ALL_WELL.in_language(language)
    return "\n".join(
        f"{_WORDS[state].in_language(language)}: {', '.join(parts)}"
        for state in STATES[1:]
        if (parts := _parts(findings, state))
    )


def _parts(findings: Iterable[Finding], state: State) -> list[str]:
    """Return the parts with a finding of a state, each once."""
    return list(dict.fromkeys(f.check for f in findings if state_of(f) == state))
