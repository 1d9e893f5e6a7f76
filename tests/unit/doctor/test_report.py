"""What a person and a program are told."""

import json

import pytest

from hub_ext.doctor.findings import Finding
from hub_ext.doctor.report import EXIT, as_json, as_text
from hub_ext.language import Language

FOUND = [
    Finding("engine", "engine-ok", {"version": "28.0", "driver": "overlay2"}),
    Finding("settings", "settings-wrong", {"problem": "HUB_PORT: is not a number"}),
    Finding("settings", "settings-wrong", {"problem": "DB_HOST: is not set"}),
    Finding("database", "not-looked", {"cause": "settings"}),
    Finding("memory", "memory-low", {"free": "1.0 GB", "percent": 9}),
]


def test_a_program_reads_one_document() -> None:
    told = json.loads(as_json(FOUND, "eduhub", "en"))
    assert told["state"] == "broken"
    assert told["instance"] == "eduhub"
    assert told["broken"] == ["settings"]
    assert told["warning"] == ["memory"]
    assert told["unknown"] == ["database"]
    assert told["ok"] == ["engine"]
    assert told["checks"][3] == {
        "check": "database",
        "state": "unknown",
        "code": "not-looked",
        "says": "It could not be looked at because of settings.",
        "next": "Mend settings first.",
    }


@pytest.mark.parametrize(
    ("language", "broken", "well"),
    [
        ("ko", "고장: settings", "모두 정상입니다."),
        ("en", "broken: settings", "Everything is well."),
    ],
)
def test_a_person_reads_what_is_broken_last(language: Language, broken: str, well: str) -> None:
    text = as_text(FOUND, language, colours=False)
    assert text.splitlines()[-1] == broken
    assert "\x1b" not in text
    assert "\x1b[31m" in as_text(FOUND, language, colours=True)
    assert as_text(FOUND[:1], language, colours=False).splitlines()[-1] == well


def test_a_command_to_copy_is_not_broken_in_two_words() -> None:
    [line] = [
        line for line in as_text(FOUND, "en", colours=False).splitlines() if "--no-stream" in line
    ]
    assert "docker stats" in line or line.split()[0].startswith("-")


def test_the_status_is_what_watching_programs_expect() -> None:
    assert EXIT == {"ok": 0, "unknown": 1, "warning": 1, "broken": 2}
