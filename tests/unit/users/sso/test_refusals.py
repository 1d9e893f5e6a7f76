import re

import pytest

from hub_ext.language import Message
from hub_ext.users import messages as login_messages
from hub_ext.users.refusals import LoginRefused
from hub_ext.users.sso import messages
from hub_ext.users.sso.refusals import (
    EXPLANATIONS,
    PAGES,
    Reason,
    SingleSignOnRefused,
    code_of,
    page_of,
)

ALL = {name: value for name, value in vars(messages).items() if isinstance(value, Message)}


@pytest.mark.parametrize("message", ALL.values(), ids=ALL.keys())
def test_a_message_is_korean_and_polite_and_says_what_to_do(message: Message) -> None:
    assert re.search("[가-힣]", message.ko)
    assert message.ko.endswith("주세요.")
    assert "파일은" in message.ko
    assert "files are" in message.en


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_page_and_an_explanation(reason: Reason) -> None:
    status, message = page_of(code_of(SingleSignOnRefused(reason)))

    assert status in {401, 403, 429, 503}
    assert message.in_language("ko", minutes=1)
    assert EXPLANATIONS[reason]


@pytest.mark.parametrize(
    ("status", "message", "code"),
    [
        (403, login_messages.NOT_A_MEMBER, "not-a-member"),
        (403, login_messages.ROLE_REFUSED, "role"),
        (403, login_messages.SUBSCRIPTION_REFUSED, "subscription"),
        (403, login_messages.NAME_REFUSED, "name"),
        (503, login_messages.UNAVAILABLE, "unavailable"),
    ],
)
def test_what_the_table_refuses_has_a_page_with_the_same_words(
    status: int, message: Message, code: str
) -> None:
    assert code_of(LoginRefused(status, message, "en")) == code
    assert page_of(code) == (status, message)


@pytest.mark.parametrize("code", ["", "nonsense", "<script>", "x" * 10_000])
def test_a_code_that_is_none_has_a_page(code: str) -> None:
    assert code not in PAGES
    assert page_of(code) == (401, messages.TOKEN_REFUSED)
