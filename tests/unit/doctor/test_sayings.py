"""Everything that the doctor can say is said in both languages, safely, and stands in the guide."""

import re
from pathlib import Path
from string import Formatter

import pytest

from hub_ext.doctor.findings import Saying
from hub_ext.doctor.sayings import SAYINGS
from hub_ext.language import Language, Message

_DOCS = Path(__file__).parents[3] / "docs"
_ROW = re.compile(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \| (.*?) \|$", re.MULTILINE)
_STATES: dict[Language, dict[str, str]] = {
    "en": {"ok": "ok", "unknown": "unknown", "warning": "warning", "broken": "broken"},
    "ko": {"ok": "정상", "unknown": "모름", "warning": "주의", "broken": "고장"},
}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def messages(saying: Saying) -> list[Message]:
    return [saying.says] + ([saying.to_do] if saying.to_do else [])


@pytest.mark.parametrize("code", SAYINGS)
def test_both_languages_name_the_same_things(code: str) -> None:
    for message in messages(SAYINGS[code]):
        assert fields(message.ko) == fields(message.en)
        assert re.search("[가-힣]", message.ko) or message.ko == message.en


@pytest.mark.parametrize("code", SAYINGS)
def test_there_is_a_next_step_unless_all_is_well(code: str) -> None:
    assert (SAYINGS[code].to_do is None) == (SAYINGS[code].state == "ok")


@pytest.mark.parametrize("code", SAYINGS)
def test_nobody_is_told_to_restart_the_engine_without_being_told_what_that_ends(code: str) -> None:
    for message in messages(SAYINGS[code]):
        for text, ends in ((message.ko, "서버"), (message.en, "ends everybody's servers")):
            if re.search(r"restart docker|restart of the engine|엔진을 다시 시작", text):
                assert "live-restore" in text
                assert ends in text


@pytest.mark.parametrize("code", SAYINGS)
def test_nobody_is_told_to_do_what_loses_work(code: str) -> None:
    for message in messages(SAYINGS[code]):
        for text in (message.ko, message.en):
            assert not re.search(r"make clean|prune (-a|--all|.*volumes)|rm -r|down -v", text)


@pytest.mark.parametrize(("guide", "language"), [("doctor.md", "en"), ("doctor.ko.md", "ko")])
def test_the_guide_has_everything_word_for_word(guide: str, language: Language) -> None:
    rows = {row[0]: row[1:] for row in _ROW.findall((_DOCS / guide).read_text("utf-8"))}
    assert rows == {code: in_guide(saying, language) for code, saying in SAYINGS.items()}


def in_guide(saying: Saying, language: Language) -> tuple[str, str, str]:
    """What stands in a row of the guide behind the code; a bar would end a cell."""
    said, step = (
        getattr(message, language).replace("|", r"\|") if message else ""
        for message in (saying.says, saying.to_do)
    )
    return _STATES[language][saying.state], said, step
