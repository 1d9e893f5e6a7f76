import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub_ext.accept_language import LONGEST_HEADER, preferred_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        # What browsers send.
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"),
        ("en-US,en;q=0.9,ko-KR;q=0.8,ko;q=0.7", "en"),
        ("en-GB", "en"),
        ("en-US,en;q=0.5", "en"),
        ("ja,en-US;q=0.7,en;q=0.3", "en"),
        ("zh-Hant-TW, ko;q=0.4, en;q=0.6", "en"),
        # Neither, both alike, or nothing.
        ("", "ko"),
        ("ja,fr;q=0.5", "ko"),
        ("en,ko", "ko"),
        ("en;q=0.5,ko;q=0.5", "ko"),
        ("en;q=0", "ko"),
        # The order says nothing, the weights do, and the best of several counts.
        ("en;q=0.7,ko;q=0.8", "ko"),
        ("ko;q=0.8,en;q=0.801", "en"),
        ("en;q=0.1,ko;q=0.5,en-US;q=0.9", "en"),
        # A star is every language that is not named.
        ("*", "ko"),
        ("en,*;q=0.5", "en"),
        ("en;q=0.5,*", "ko"),
        ("ko;q=0.5,*", "en"),
        ("ko;q=0,*;q=0.1", "en"),
        # Written in other ways.
        ("EN-us , KO ; Q=0.5", "en"),
        ("\ten\t;\tq=1.000\t,\tko;q=0.999", "en"),
        (",,en,,", "en"),
        # What cannot be read counts as not said.
        ("en;q=2,ko;q=0.1", "ko"),
        ("en;q=1.001", "ko"),
        ("en;q=0.1234", "ko"),
        ("en;q=-1", "ko"),
        ("en;q=nan", "ko"),
        ("en;q=\u0661", "ko"),
        ("en;level=1", "ko"),
        ("en_US", "ko"),
        ("english", "ko"),
        ("en-", "ko"),
        ("en;q=0.9;q=1", "ko"),
        ("*-US", "ko"),
        ("ko;q=x,en;q=0.1", "en"),
    ],
)
def test_the_language_that_a_browser_wants_most(header: str, language: str) -> None:
    assert preferred_language(header) == language


def test_a_header_that_is_no_browser_s_is_not_read() -> None:
    longest = "en," + "," * (LONGEST_HEADER - 3)

    assert preferred_language(longest) == "en"
    assert preferred_language(longest + ",") == "ko"


@given(st.text() | st.text("enko-*;q=01.9, \t", max_size=2 * LONGEST_HEADER))
@example("en" + "-a" * 499)
@example("en" + " " * 997 + ";")
@example("en;" * 333)
@example("en-us;q=0.5" * 10**6)
def test_no_header_raises_or_holds_up_the_hub(header: str) -> None:
    started = time.process_time()

    assert preferred_language(header) in {"ko", "en"}
    assert time.process_time() - started < 0.05
