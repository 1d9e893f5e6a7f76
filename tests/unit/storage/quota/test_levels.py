"""From when on somebody is warned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.storage.quota.levels import Level, level_of, nearest, reserve_of

_ORDER: list[Level] = ["fine", "warn", "urgent", "full"]
_SIZES = st.integers(min_value=0, max_value=2**50)


@pytest.mark.parametrize(
    ("used", "level"),
    [
        (0, "fine"),
        (79_999, "fine"),
        (80_000, "warn"),
        (94_999, "warn"),
        (95_000, "urgent"),
        (99_999, "urgent"),
        (100_000, "full"),
        (200_000, "full"),
    ],
)
def test_people_are_warned_at_80_and_95_percent(used: int, level: Level) -> None:
    assert level_of(used, 100_000) == level


@given(_SIZES, _SIZES, st.integers(min_value=1, max_value=2**50))
def test_more_is_never_better(one: int, other: int, quota: int) -> None:
    less, more = sorted([one, other])
    assert _ORDER.index(level_of(less, quota)) <= _ORDER.index(level_of(more, quota))
    assert (level_of(more, quota) == "full") == (more >= quota)


@given(_SIZES)
def test_without_a_quota_there_is_nothing_to_warn_of(used: int) -> None:
    assert level_of(used, 0) == "fine"


@given(st.lists(st.sampled_from(_ORDER)))
def test_the_nearest_of_several_quotas_decides(levels: list[Level]) -> None:
    assert nearest(levels) == max([*levels, "fine"], key=_ORDER.index)


@given(_SIZES)
def test_notebooks_have_a_twentieth_more_and_at_least_25_mebibytes(quota: int) -> None:
    assert reserve_of(quota) == max(25 * 1024**2, quota // 20)
