import re

import pytest

from hub_ext.language import Message
from hub_ext.users import messages
from hub_ext.users.idle import messages as idle_messages

ALL = {
    name: value
    for module in (messages, idle_messages)
    for name, value in vars(module).items()
    if isinstance(value, Message)
}


@pytest.mark.parametrize("message", ALL.values(), ids=ALL.keys())
def test_a_message_is_korean_and_polite_and_says_what_to_do(message: Message) -> None:
    assert re.search("[가-힣]", message.ko)
    assert message.ko.endswith(("주세요.", "세요."))


@pytest.mark.parametrize("message", ALL.values(), ids=ALL.keys())
def test_both_languages_have_the_same_fields(message: Message) -> None:
    fields = r"\{\w+\}"

    assert re.findall(fields, message.ko) == re.findall(fields, message.en)
