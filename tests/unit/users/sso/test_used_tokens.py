import pytest

from hub_ext.users.sso.refusals import Reason, SingleSignOnRefused
from hub_ext.users.sso.tokens import VerifiedToken
from hub_ext.users.sso.used_tokens import TABLE_SIZE, UsedTokens


def verified(number: int, ends: float = 100.0) -> VerifiedToken:
    return VerifiedToken("student1", number.to_bytes(32), ends)


def refusal(used: UsedTokens, token: VerifiedToken) -> Reason:
    with pytest.raises(SingleSignOnRefused) as caught:
        used.use(token)
    return caught.value.reason


def test_a_token_is_used_once() -> None:
    used = UsedTokens(now=lambda: 0.0)
    used.use(verified(1))

    assert refusal(used, verified(1)) is Reason.USED
    used.use(verified(2))


@pytest.mark.attack("known advisories")
def test_a_full_table_refuses_and_forgets_nothing() -> None:
    used = UsedTokens(size=100, now=lambda: 0.0)
    for number in range(100):
        used.use(verified(number))

    assert refusal(used, verified(100)) is Reason.FULL
    assert len(used) == 100
    assert all(refusal(used, verified(number)) is Reason.USED for number in range(100))


def test_expired_tokens_make_room_and_others_stay() -> None:
    now = 0.0
    used = UsedTokens(size=2, now=lambda: now)
    used.use(verified(1, ends=10))
    used.use(verified(2, ends=1000))
    now = 500.0

    used.use(verified(3, ends=1000))

    assert refusal(used, verified(2)) is Reason.USED
    assert refusal(used, verified(4)) is Reason.FULL


def test_a_token_is_remembered_a_little_longer_than_it_is_valid() -> None:
    now = 0.0
    used = UsedTokens(size=1, now=lambda: now)
    used.use(verified(1, ends=10))
    now = 10.0

    assert refusal(used, verified(2)) is Reason.FULL
    assert refusal(used, verified(1)) is Reason.USED


def test_what_was_given_back_can_be_used() -> None:
    used = UsedTokens(size=1, now=lambda: 0.0)
    for _ in range(3):
        used.use(verified(1))
        used.give_back(verified(1))

    assert len(used) == 0


def test_the_table_holds_an_hour_of_all_centres() -> None:
    assert TABLE_SIZE == 50_000
