"""The contract of `safe_name`: any string in, a valid and collision-free name out."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub_ext.names import safe_name

VALID = re.compile(r"[a-z0-9]([a-z0-9-]{0,54}[a-z0-9])?")
ANY_NAME = st.text(st.characters(exclude_categories=()), max_size=400)


@given(ANY_NAME)
@example("")
@example("../../etc/passwd")
@example("한별")
@example("\ud800")
@example("a" * 10_000)
def test_every_string_becomes_a_valid_name(text: str) -> None:
    assert VALID.fullmatch(safe_name(text))


@given(ANY_NAME, ANY_NAME)
@example("Minsu.Kim", "minsu.kim")
@example("minsu-kim", "minsu.kim")
@example("a", "A")
@example(unicodedata.normalize("NFC", "한별"), unicodedata.normalize("NFD", "한별"))
@example("student1", "student1 ")
@pytest.mark.attack("known advisories")
def test_different_strings_get_different_names(one: str, other: str) -> None:
    assert (safe_name(one) == safe_name(other)) == (one == other)


@given(ANY_NAME)
def test_a_made_name_is_no_other_persons_name(text: str) -> None:
    name = safe_name(text)
    assert name == text or safe_name(name) != name


@pytest.mark.parametrize("plain", ["student1", "testuser", "0", "a" * 32])
def test_plain_login_names_stay_readable(plain: str) -> None:
    assert safe_name(plain) == plain


def test_what_is_readable_of_a_name_is_kept() -> None:
    assert safe_name("Minsu.Kim").startswith("minsu-kim-")
    assert safe_name("한별").startswith("user-")
