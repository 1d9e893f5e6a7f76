"""Who counts as being here, and that memory has a bound."""

import pytest

from images.notebook.eduhub_visitors.visits import HERE_SECONDS, MOST_VISITORS, Visitor, Visits

TEACHER = Visitor("teacher11", "강사 하나")


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Line:
    """A connection that tests open and close."""

    def __init__(self, *, is_open: bool) -> None:
        self.opened = is_open

    def is_open(self) -> bool:
        return self.opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visits(clock: Clock) -> Visits:
    return Visits(clock)


def test_nobody_was_here(visits: Visits) -> None:
    assert visits.present() == []


def test_a_visitor_is_here_for_some_seconds_after_each_request(
    visits: Visits, clock: Clock
) -> None:
    visits.note(*TEACHER)
    clock.now += HERE_SECONDS - 1
    assert visits.present() == [TEACHER]
    visits.note(*TEACHER)
    clock.now += HERE_SECONDS - 1
    assert visits.present() == [TEACHER]
    clock.now += 1
    assert visits.present() == []
    assert len(visits) == 0


def test_gone_within_a_minute_also_for_a_page_that_asks_every_five_seconds() -> None:
    assert HERE_SECONDS + 5 < 60


def test_a_visitor_is_here_while_a_connection_is_open(visits: Visits, clock: Clock) -> None:
    opening, other = Line(is_open=False), Line(is_open=True)
    visits.note(*TEACHER, opening)
    assert visits.present() == [TEACHER]
    opening.opened = True
    visits.note(*TEACHER, other)
    clock.now += 100 * HERE_SECONDS
    assert visits.present() == [TEACHER]
    other.opened = False
    assert visits.present() == [TEACHER]
    opening.opened = False
    assert visits.present() == []


def test_a_connection_is_not_kept_in_memory(visits: Visits, clock: Clock) -> None:
    visits.note(*TEACHER, Line(is_open=True))
    clock.now += HERE_SECONDS
    assert visits.present() == []


def test_visitors_are_told_apart_by_their_name_and_sorted_by_it(visits: Visits) -> None:
    visits.note("한별", "같은 이름")
    visits.note("<b>", "같은 이름")
    visits.note("한별", "새 이름")
    assert visits.present() == [Visitor("<b>", "같은 이름"), Visitor("한별", "새 이름")]


def test_memory_is_bounded_when_thousands_visit(visits: Visits) -> None:
    longest = 0
    for number in range(5000):
        visits.note(f"teacher{number}", "x" * 10_000)
        longest = max(longest, len(visits))
    assert longest == MOST_VISITORS
    present = visits.present()
    assert {visitor.name for visitor in present} == {f"teacher{n}" for n in range(4950, 5000)}
    assert max(len(visitor.display_name) for visitor in present) == 255


def test_the_visitor_who_was_here_last_is_forgotten_last(visits: Visits) -> None:
    visits.note(*TEACHER)
    for number in range(5000):
        visits.note(f"other{number}", "")
        visits.note(*TEACHER)
    assert TEACHER in visits.present()
