import logging

import pytest
from pydantic import SecretStr

from hub_ext.users.sso.gate import Gate, gate_of
from hub_ext.users.sso.refusals import Reason, SingleSignOnRefused
from hub_ext.users.sso.tokens import TokenVerifier
from hub_ext.users.sso.used_tokens import UsedTokens
from tests.unit.users.settings import hub_settings
from tests.unit.users.sso.tokens import SECRET, other_spellings, token

HERE = "203.0.113.1"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def gate(size: int = 10, clock: Clock | None = None) -> Gate:
    return Gate(TokenVerifier(SecretStr(SECRET)), UsedTokens(size), clock or Clock())


def refusal(of: Gate, sent: str, address: str = HERE) -> Reason:
    with pytest.raises(SingleSignOnRefused) as caught:
        of.admit(sent, address)
    return caught.value.reason


def test_a_token_comes_through_once_however_it_is_spelt() -> None:
    once = gate()
    good = token()
    once.admit(good, HERE)

    for spelling in other_spellings(good):
        assert refusal(once, spelling, "203.0.113.2") in {
            Reason.USED,
            Reason.MALFORMED,
            Reason.SIGNATURE,
        }
    assert refusal(once, good) is Reason.USED
    assert refusal(once, good + "=") is Reason.USED


def test_a_spelling_that_came_first_is_the_one_use_too() -> None:
    once = gate()
    good = token()
    once.admit(good + "=", HERE)

    assert refusal(once, good) is Reason.USED


def test_two_tokens_of_one_person_are_two() -> None:
    both = gate()

    both.admit(token(), HERE)
    both.admit(token(id=5), HERE)


def test_after_300_bad_tokens_an_address_waits_with_its_good_ones_and_others_do_not() -> None:
    clock = Clock()
    limited = gate(clock=clock)
    for _ in range(300):
        assert refusal(limited, "bad") is Reason.MALFORMED
    clock.now = 800.0

    assert refusal(limited, token()) is Reason.THROTTLED
    assert limited.seconds_to_wait(HERE) == 100
    assert limited.seconds_to_wait("203.0.113.2") == 0
    limited.admit(token(), "203.0.113.2")
    clock.now = 900.0
    limited.admit(token(id=6), HERE)


def test_one_home_has_one_count_whatever_its_ipv6_address() -> None:
    limited = gate()
    for number in range(300):
        assert refusal(limited, "bad", f"2001:db8::{number:x}") is Reason.MALFORMED

    assert refusal(limited, token(), "2001:db8::ffff:1") is Reason.THROTTLED


def test_a_full_table_is_nobodys_fault() -> None:
    full = gate(size=1)
    full.admit(token(), HERE)

    for number in range(100, 500):
        assert refusal(full, token(id=number)) is Reason.FULL
    assert full.seconds_to_wait(HERE) == 0


def test_a_token_can_be_given_back() -> None:
    once = gate()
    good = token()

    once.give_back(once.admit(good, HERE))

    once.admit(good, HERE)


@pytest.mark.parametrize(("length", "lines"), [(16, 1), (31, 1), (32, 0)])
def test_a_short_secret_is_told_once_and_never_shown(
    length: int, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    secret = ("not-for-the-log-" * 2)[:length]
    settings = hub_settings(
        auth="jwt",
        base_url="https://app.example.org",
        hub_public_url="https://hub.example.org",
        jwt_secret=secret,
    )

    gate_of(settings, logging.getLogger("test")).admit(token(secret), HERE)

    assert len(caplog.records) == lines
    assert "not-for-the-log" not in caplog.text
