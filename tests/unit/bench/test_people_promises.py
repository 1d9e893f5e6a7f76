"""What is promised of a burst of logins, judged by a run's numbers."""

from pathlib import Path

import pytest

from bench.people.burst import Answer, note_logins
from bench.people.login_measures import BURST_ROW, CHECKS_ROW, DURING_BURST, check_passwords
from bench.people.promises import verdicts
from bench.people.results import Machine, write_results
from bench.samples import Book

IN = Answer(302, True, 5000)
LATE = f"hub: loop late, {DURING_BURST}"


def run(*answers: Answer, late: float = 20) -> Book:
    """One burst with 5,000 people; the loop was late so many milliseconds in one look of twenty."""
    book = Book()
    book.add(5000, CHECKS_ROW, "ms", 2000, 4000)
    note_logins(book, 5000, BURST_ROW, answers)
    book.add(5000, LATE, "ms", *[1] * 19, late)
    return book


def kept(book: Book) -> list[bool | None]:
    """The loop's promise, that nobody fails, and that nobody sees a 429."""
    return [one.kept for one in verdicts(book.measurements())]


def test_a_good_run_keeps_everything() -> None:
    assert kept(run(IN, IN)) == [True, True, True]


@pytest.mark.parametrize(("late", "keeps"), [(99.9, True), (100, False), (400, False)])
def test_a_late_loop_breaks_its_promise(late: float, keeps: bool) -> None:
    assert kept(run(IN, late=late)) == [keeps, True, True]


@pytest.mark.parametrize(
    ("status", "expected"), [(429, [True, False, False]), (503, [True, False, True])]
)
def test_one_failure_is_enough(status: int, expected: list[bool]) -> None:
    assert kept(run(IN, IN, Answer(status, False, 9))) == expected


def test_one_bad_run_among_good_ones_is_enough() -> None:
    book = run(IN, IN)
    note_logins(book, 5000, BURST_ROW, [IN, Answer(503, False, 9)])
    note_logins(book, 5000, BURST_ROW, [IN, IN])
    assert kept(book) == [True, False, True]


def test_what_was_not_measured_is_not_kept() -> None:
    book = Book()
    book.add(50, "a page", "ms", 20)
    assert kept(book) == [None, None, None]


def test_the_page_has_the_verdicts_and_the_rows(tmp_path: Path) -> None:
    book = run(IN, Answer(503, False, 9), late=250)
    book.add(50, "a page", "ms", 20)
    write_results(book.measurements(), Machine(0.5, 12.3), tmp_path)
    page = (tmp_path / "RESULTS.md").read_text()
    late = (
        "less than 100 ms late at p99 during a burst of 150 logins | 5,000 | 250.0 ms of 20 looks"
    )
    assert f"{late} | **no** |" in page
    assert "| none of the 150 logins fails | 5,000 | 1 in the worst of 1 runs | **no** |" in page
    assert "| nobody sees a 429 | 5,000 | 0 in the worst of 1 runs | yes |" in page
    assert "waited 5000 ms, 1.2 times the 4000 ms that checking 150 passwords" in page
    assert "| login: 150 at once | 1 | 5000 ms | 5000 ms | 5000 ms | 5000 ms | - | - |" in page
    assert (
        "| login: 150 at once, HTTP 429 | 1 | 0 logins | 0 logins | 0 logins | 0 logins | - | - |"
        in page
    )


def test_each_password_alone_has_its_own_time() -> None:
    took = check_passwords(3)
    assert len(took) == 3
    assert min(took) > 0
