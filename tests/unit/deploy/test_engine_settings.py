"""The engine's settings are an operator's: one line is added, and nothing is lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.deploy.engine_settings import with_live_restore

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize("text", ["", "\n", "{}"])
def test_an_engine_without_settings_gets_this_one(text: str) -> None:
    assert json.loads(with_live_restore(text)) == {"live-restore": True}


@given(st.dictionaries(st.text(), VALUES))
def test_everything_else_stays(settings: dict[str, object]) -> None:
    merged = json.loads(with_live_restore(json.dumps(settings)))
    assert merged == settings | {"live-restore": True}
    assert list(merged)[: len(settings)] == list(settings)


def test_it_is_switched_on_where_it_was_off() -> None:
    assert json.loads(with_live_restore('{"live-restore": false}')) == {"live-restore": True}


@pytest.mark.parametrize("text", ["{", "[]", '"live-restore"', '{"a": 1,}'])
def test_what_is_no_settings_is_not_guessed_at(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        with_live_restore(text)
