from csv import DictReader
from pathlib import Path

from bench.people.results import Machine, write_results
from bench.samples import Book


def test_results_compare_with_the_fewest_people(tmp_path: Path) -> None:
    book = Book()
    book.add(50, "a page", "ms", 20)
    book.add(5000, "a page", "ms", 50, 50, 90)
    book.add(5000, "only here", "s", 1.234)
    write_results(book.measurements(), Machine(0.5, 12.3), tmp_path)
    page = (tmp_path / "RESULTS.md").read_text()
    assert "## 5,000 people, and 50 in comparison" in page
    assert "| a page | 3 | 50 ms | 90 ms | 90 ms | 90 ms | 20 ms | 2.5 |" in page
    assert "| only here | 1 | 1.23 s | 1.23 s | 1.23 s | 1.23 s | - | - |" in page
    assert "load average was 0.5" in page
    with (tmp_path / "results/people.csv").open() as file:
        rows = list(DictReader(file))
    assert [(row["people"], row["what"], row["p50"]) for row in rows] == [
        ("50", "a page", "20"),
        ("5000", "a page", "50"),
        ("5000", "only here", "1.23"),
    ]
