import re
import string

import pytest

from hub_ext.language import Message
from hub_ext.pages.configuration import TEMPLATES
from hub_ext.pages.messages import MESSAGES
from hub_ext.pages.text import Text

_USED = re.compile(r"\btext\.(?:fill\(\"(\w+)\"|(\w+))")
#: The login page builds these from the name of a way.
_OF_WAYS = {
    f"login_{way}_{part}"
    for way in ("dummy", "jwt", "oauth", "guest")
    for part in ("button", "help")
}
_HANGUL = re.compile("[가-힣]")


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _keys_in_templates() -> set[str]:
    sources = (path.read_text() for path in TEMPLATES.glob("*.html"))
    return {filled or plain for source in sources for filled, plain in _USED.findall(source)}


def test_every_message_that_a_template_uses_exists_and_none_is_unused() -> None:
    assert (_keys_in_templates() - {"fill"}) | _OF_WAYS == set(MESSAGES)


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_a_message_is_korean_in_korean_and_not_in_english(message: Message) -> None:
    assert _HANGUL.search(message.ko)
    assert message.en.strip()
    assert not _HANGUL.search(message.en)
    assert _fields(message.ko) == _fields(message.en)


@pytest.mark.parametrize(
    "key", [key for key in MESSAGES if key.startswith("error_") and key.endswith("_text")]
)
def test_an_error_says_what_it_means_for_the_files(key: str) -> None:
    assert "파일은 그대로" in MESSAGES[key].ko
    assert "files are safe" in MESSAGES[key].en


def test_an_unknown_message_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_message"):
        _ = Text("ko").no_such_message


def test_what_is_filled_in_is_escaped_and_keeps_its_direction_to_itself() -> None:
    filled = Text("ko").fill("home_greeting", name='<b>"\u202e')

    assert filled == "<bdi>&lt;b&gt;&#34;\u202e</bdi> 님, 안녕하세요!"
