import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.users.sso.state import (
    LONGEST_NEXT,
    MOST_STARTS,
    Start,
    cookie_name,
    new_state,
    surplus,
)


def test_states_differ_and_need_no_escaping() -> None:
    states = {new_state() for _ in range(100)}

    assert len(states) == 100
    assert all(
        len(state) == 43 and state.replace("-", "").replace("_", "").isalnum() for state in states
    )


@given(st.text(max_size=100), st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_cookie_brings_back_what_was_put_into_it(state: str, next_url: str) -> None:
    start = Start.from_cookie(Start.of(state, next_url).to_cookie().encode())

    assert start is not None
    assert start.is_of(state)
    assert start.next_url == next_url


def test_no_cookie_is_no_start() -> None:
    assert Start.from_cookie(None) is None


@pytest.mark.parametrize("other", ["", "x", "상태", "x" * 100_000])
def test_only_the_same_state_is_the_same(other: str) -> None:
    state = new_state()

    assert not Start.of(state, "").is_of(other)
    assert not Start.of(state, "").is_of(state + "x")


def test_the_cookie_tells_the_state_to_nobody() -> None:
    state = new_state()

    assert state not in Start.of(state, "/hub/home").to_cookie()
    assert cookie_name(state).removeprefix("sso-state-") not in state


def test_an_address_that_would_make_the_cookie_too_long_is_left_out() -> None:
    assert Start.of("x", "/" * LONGEST_NEXT).next_url
    assert not Start.of("x", "/" * (LONGEST_NEXT + 1)).next_url
    assert not Start.of("x", "가" * LONGEST_NEXT).next_url


def test_a_browser_holds_a_few_starts_and_no_more() -> None:
    names = [cookie_name(new_state()) for _ in range(20)] + ["_xsrf", "jupyterhub-session-id"]
    kept = set(names) - set(surplus(names))

    assert {"_xsrf", "jupyterhub-session-id"} <= kept
    assert len(kept) == MOST_STARTS - 1 + 2
    assert surplus(names[:2]) == []
