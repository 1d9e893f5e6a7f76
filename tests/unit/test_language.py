import pytest

from hub_ext.language import Message

GREETING = Message(ko="{name}님, 안녕하세요.", en="Hello, {name}.")


def test_fields_are_filled_in_in_either_language() -> None:
    assert GREETING.in_language("ko", name="한별") == "한별님, 안녕하세요."
    assert GREETING.in_language("en", name="한별") == "Hello, 한별."


def test_a_forgotten_field_is_an_error_and_not_a_hole_in_a_sentence() -> None:
    with pytest.raises(KeyError):
        GREETING.in_language("ko")
