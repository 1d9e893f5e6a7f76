import re

import pytest

from hub_ext.history.configuration import TEMPLATES
from hub_ext.history.messages import AWAY, MESSAGES, REFUSALS
from hub_ext.language import Message
from tests.unit.pages.rendering import Page
from tests.unit.pages.test_messages import _fields
from tests.unit.pages.test_templates import _JINJA, _WORD

_HANGUL = re.compile("[가-힣]")
_SOURCE = (TEMPLATES / "history.html").read_text()
_REFUSALS = {code.value: message for code, (_, message) in REFUSALS.items()} | {"away": AWAY[1]}


@pytest.mark.parametrize("message", (MESSAGES | _REFUSALS).values(), ids=MESSAGES | _REFUSALS)
def test_a_message_is_korean_in_korean_and_not_in_english(message: Message) -> None:
    assert _HANGUL.search(message.ko)
    assert not _HANGUL.search(message.en)
    assert _fields(message.ko) == _fields(message.en)


@pytest.mark.parametrize("message", _REFUSALS.values(), ids=_REFUSALS)
def test_a_refusal_says_what_it_means_for_the_files(message: Message) -> None:
    assert "그대로" in message.ko
    assert "safe" in message.en or "as it was" in message.en


def test_every_message_is_used_and_no_words_are_written_into_the_template() -> None:
    used = {key for key in MESSAGES if re.search(rf'words\.{key}\b|"{key}"', _SOURCE)}
    assert used == set(MESSAGES)
    assert not _WORD.findall(Page(_JINJA.sub("", _SOURCE)).text)
