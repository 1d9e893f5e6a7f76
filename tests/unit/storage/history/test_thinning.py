"""Which versions stay: told as properties of every history, and of a week as a student has it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub_ext.storage.history.thinning import crowded, expired

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
MOMENTS = st.sets(
    st.integers(min_value=0, max_value=60 * 24 * 3600 * 10).map(
        lambda tenths: NOW - timedelta(seconds=tenths / 10)
    ),
    max_size=60,
)
MOST = st.integers(min_value=1, max_value=40)


@given(MOMENTS, MOST)
def test_as_many_stay_as_may(moments: set[datetime], most: int) -> None:
    gone = crowded(moments, most)
    assert gone <= moments
    assert len(moments - gone) == min(len(moments), most)


@given(MOMENTS.filter(bool), MOST)
def test_the_newest_stays_and_with_it_the_oldest(moments: set[datetime], most: int) -> None:
    gone = crowded(moments, most)
    assert max(moments) not in gone
    assert most == 1 or min(moments) not in gone


@given(MOMENTS, MOST)
def test_what_is_thinned_needs_no_thinning(moments: set[datetime], most: int) -> None:
    assert crowded(moments - crowded(moments, most), most) == set()


@given(MOMENTS, MOST)
def test_where_more_may_stay_what_stays_anyway_does(moments: set[datetime], most: int) -> None:
    assert crowded(moments, most + 1) <= crowded(moments, most)


@given(MOMENTS, MOST, st.integers(min_value=1, max_value=90))
def test_what_was_thinned_step_by_step_is_spread_as_well(
    moments: set[datetime], most: int, days: int
) -> None:
    kept: set[datetime] = set()
    for moment in sorted(moments):
        kept.add(moment)
        kept -= crowded(kept, most)
    assert len(kept) == min(len(moments), most)
    assert not moments or max(moments) in kept
    assert expired(kept, NOW, timedelta(days=days)) <= expired(moments, NOW, timedelta(days=days))


@given(MOMENTS, st.integers(min_value=1, max_value=90))
def test_age_is_told_by_the_clock_alone(moments: set[datetime], days: int) -> None:
    kept_for = timedelta(days=days)
    for moment in moments:
        assert (moment in expired(moments, NOW, kept_for)) == (NOW - moment > kept_for)


def test_the_one_between_close_neighbours_goes() -> None:
    old, early, close, late = (NOW - timedelta(hours=hours) for hours in (50, 10, 9, 1))
    assert crowded({old, early, close, late, NOW}, 4) == {early}


def test_of_a_lesson_and_the_weeks_before_there_is_something_of_each() -> None:
    lesson = {NOW - timedelta(minutes=2 * number) for number in range(60)}
    weeks = {NOW - timedelta(days=day) for day in range(1, 30)}
    kept = (lesson | weeks) - crowded(lesson | weeks, 20)
    assert len([moment for moment in kept if NOW - moment < timedelta(minutes=30)]) >= 5
    assert len([moment for moment in kept if NOW - moment < timedelta(hours=2)]) >= 8
    assert len([moment for moment in kept if NOW - moment > timedelta(days=1)]) >= 4
