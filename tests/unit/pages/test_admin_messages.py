"""The admin page's Korean beside the program whose words it stands for."""

import json
import re
import string
from functools import cache
from pathlib import Path

import pytest
from jupyterhub._data import DATA_FILES_PATH

from hub_ext.language import Language, Message
from hub_ext.pages.admin_messages import ADMIN_WORDS, FACTS, PROGRAM, STATES
from tests.unit.pages.rendering import render

WORDS = (*PROGRAM, *FACTS, *STATES)
#: What the program puts together from parts; the browser tests meet these.
COMPOSED = {
    "Failed to start server.",
    "Failed to stop server.",
    "Failed to delete server.",
    "Failed to start 1 server. Is it already running?",
    "Failed to start {n} servers. Are they already running?",
    "Failed to stop 1 server. Is it already stopped?",
    "Failed to stop {n} servers. Are they already stopped?",
    "Failed to create user. User already exists.",
    "Failed to create group. Group already exists.",
}
_HANGUL = re.compile("[가-힣]")
_CATALOGUE = re.compile(r'id="admin-words">(.*?)</script>', re.DOTALL)


@cache
def program() -> str:
    """JupyterHub's own, as it is installed."""
    return (Path(DATA_FILES_PATH) / "static/js/admin-react.js").read_text()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("message", PROGRAM, ids=lambda message: message.en)
def test_the_program_still_says_it(message: Message) -> None:
    for part in re.split(r"{\w+}", message.en):
        literal = rf"""["'] *{re.escape(part.strip())} *["']"""
        assert message.en in COMPOSED or re.search(literal, program())


@pytest.mark.parametrize("message", WORDS, ids=lambda message: message.en)
def test_a_word_is_korean_with_the_same_fields(message: Message) -> None:
    assert _HANGUL.search(message.ko)
    assert not _HANGUL.search(message.en)
    assert fields(message.ko) == fields(message.en)


@pytest.mark.parametrize("group", [PROGRAM, FACTS, STATES], ids=list(ADMIN_WORDS))
def test_a_word_has_one_meaning(group: tuple[Message, ...]) -> None:
    assert len({message.en for message in group}) == len(group)


def test_the_korean_page_carries_every_word_and_the_english_page_none() -> None:
    korean, english = render("admin.html", "ko"), render("admin.html", "en")

    found = _CATALOGUE.search(korean)
    assert found
    assert json.loads(found[1]) == ADMIN_WORDS
    assert not _CATALOGUE.search(english)
    assert not _HANGUL.search(english)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_names_are_shown_in_both_languages(language: Language) -> None:
    page = render("admin.html", language)

    assert page.index("js/admin-react.js") < page.index("assets/admin.js")
