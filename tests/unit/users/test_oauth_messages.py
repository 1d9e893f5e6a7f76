import re

import pytest

from hub_ext.language import Message
from hub_ext.users.oauth import messages

ALL = {name: value for name, value in vars(messages).items() if isinstance(value, Message)}


@pytest.mark.parametrize("message", ALL.values(), ids=ALL.keys())
def test_a_message_is_korean_and_polite_and_says_that_files_are_safe(message: Message) -> None:
    assert re.search("[가-힣]", message.ko)
    assert message.ko.endswith("주세요.")
    assert "파일은 그대로 있습니다" in message.ko
    assert "Your files are safe" in message.en
