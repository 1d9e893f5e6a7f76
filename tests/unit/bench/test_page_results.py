from csv import DictReader
from pathlib import Path

from bench.page.results import FIRST, NEXT, OWN, SHARED, Row, write_results
from tests.e2e.loading import Loading, of_everybody, of_the_server

LAB = "http://localhost/lab-files/0123456789abcdef/main.js?v=1"
OTHER = "http://localhost/user/student1/static/lab/main.js?v=1"


def loading(seconds: float, received: float, *fetched: str) -> Loading:
    return Loading(fetched=set(fetched), received=received, seconds=seconds)


def test_the_page_compares_with_each_servers_own_for_the_same_person(tmp_path: Path) -> None:
    rows = [
        Row.of("a line", OWN, FIRST, [loading(4, 8e6, "a", "b"), loading(6, 8e6, "a"), loading(5, 8e6)]),
        Row.of("a line", OWN, NEXT, [loading(5, 8e6)]),
        Row.of("a line", SHARED, FIRST, [loading(2, 3e6)]),
        Row.of("a line", SHARED, NEXT, [loading(0.5, 1e5)]),
    ]  # fmt: skip
    write_results(rows, tmp_path)
    page = (tmp_path / "RESULTS.md").read_text()
    assert f"| a line | {OWN} | {FIRST} | 5.00 (4.00 to 6.00) | 1.00 | 8.0 | 1 |" in page
    assert f"| a line | {SHARED} | {FIRST} | 2.00 (2.00 to 2.00) | 0.40 | 3.0 | 0 |" in page
    assert f"| a line | {SHARED} | {NEXT} | 0.50 (0.50 to 0.50) | 0.10 | 0.1 | 0 |" in page
    with (tmp_path / "results/page.csv").open() as file:
        numbers = list(DictReader(file))
    assert [row["seconds"] for row in numbers] == ["4.00 6.00 5.00", "5.00", "2.00", "0.50"]


def test_whose_files_are_whose() -> None:
    assert of_everybody({LAB, OTHER, "http://localhost/user/x/lab-files/a"}) == {LAB}
    assert of_the_server({LAB, OTHER}) == {OTHER}
