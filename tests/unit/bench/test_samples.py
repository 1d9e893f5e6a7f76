import pytest

from bench.samples import Book, percentile


@pytest.mark.parametrize(
    ("part", "expected"), [(0, 1), (0.5, 5), (0.51, 6), (0.95, 10), (0.9, 9), (1, 10)]
)
def test_a_percentile_is_a_value_that_was_measured(part: float, expected: float) -> None:
    assert percentile([10, 1, 9, 2, 8, 3, 7, 4, 6, 5], part) == expected


def test_one_value_is_every_percentile() -> None:
    assert {percentile([3.5], part) for part in (0, 0.5, 0.99, 1)} == {3.5}


def test_nothing_has_no_percentiles() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        percentile([], 0.5)


def test_a_book_puts_values_of_the_same_thing_together() -> None:
    book = Book()
    book.add(50, "page", "ms", 3)
    book.add(5000, "page", "ms", 7)
    book.add(50, "page", "ms", 1, 2)
    first, second = book.measurements()
    assert (first.people, first.tries, first.p50, first.most) == (50, 3, 2, 3)
    assert (second.people, second.tries, second.p50, second.most) == (5000, 1, 7, 7)
