"""Both tables say what was tried, what was seen and what was not tried; no row is without a test."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability import read_results, write_page
from tests.reliability_rows import ATTACKS, SURVIVAL, TABLES

_PROJECT = Path(__file__).parents[2]
_TESTS = """
import pytest

@pytest.mark.survival("hub killed")
@pytest.mark.parametrize("seconds", [1.5, 3.25])
def test_a_kill(reliability, seconds):
    reliability.seconds(seconds)

@pytest.mark.survival("proxy killed")
def test_one_that_fails(reliability):
    reliability.seconds(1.0)
    assert False

@pytest.fixture
def late():
    yield
    assert False, "when everything else is over"

@pytest.mark.survival("agent killed")
def test_one_that_fails_late(late):
    pass

@pytest.mark.long
@pytest.mark.survival("NCP down")
def test_a_long_one(reliability):
    reliability.seconds(600.0)

@pytest.mark.attack("host header")
@pytest.mark.attack("header injection")
def test_two_at_once(reliability):
    reliability.count(700)
    reliability.count(800)

def test_neither():
    pass
"""


def run_pytest(folder: Path, *options: str) -> None:
    """Run the tests above as a process of their own, which adds to artefacts/ below `folder`."""
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n survival\n attack\n long\n")
    (folder / "test_rows.py").write_text(_TESTS)
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.reliability", *options],
        cwd=folder,
        env={"PYTHONPATH": str(_PROJECT), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


def rows(page: Path) -> dict[str, list[str]]:
    lines = [line.strip("| ").split(" | ") for line in page.read_text().splitlines()]
    return {cells[0]: cells[1:] for cells in lines if len(cells) > 1}


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "xdist"])
def test_the_page_says_what_tests_saw(tmp_path: Path, options: tuple[str, ...]) -> None:
    results, page = tmp_path / "artefacts" / "reliability.jsonl", tmp_path / "page.md"
    run_pytest(tmp_path, *options)
    write_page(results, page)
    seen = rows(page)
    assert seen["hub killed"][:3] == ["passed", "3.2", "2 in `test_rows.py`"]
    assert seen["proxy killed"][:2] == ["**failed**", "1.0"]
    assert seen["agent killed"][:2] == ["**failed**", ""]
    assert seen["NCP down (long form)"][:2] == ["passed", "600.0"]
    assert seen["host header"][:2] == seen["header injection"][:2] == ["passed", "1,500"]
    assert seen["disk full"][0] == seen["log injection"][0] == "not run"
    assert {*SURVIVAL, *ATTACKS} - set(seen) == {"NCP down"}


def test_rows_that_were_not_tried_keep_what_an_earlier_run_saw(tmp_path: Path) -> None:
    results, page = tmp_path / "artefacts" / "reliability.jsonl", tmp_path / "page.md"
    run_pytest(tmp_path)
    write_page(results, page)
    before = rows(page)
    results.unlink()
    for _ in range(2):
        run_pytest(tmp_path, "-k", "two_at_once")
    assert [result.attempts for result in read_results(results)] == [1500, 1500]
    write_page(results, page)
    assert rows(page) == before


def markers(table: str) -> Iterator[str]:
    """Every row that some test is marked with."""
    for file in (_PROJECT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"pytest.mark.{table}":
                (row,) = node.args
                assert isinstance(row, ast.Constant), f"{file}: a row is named by a literal"
                yield str(row.value)


@pytest.mark.parametrize("table", TABLES)
def test_every_marker_names_a_row(table: str) -> None:
    assert set(markers(table)) <= set(TABLES[table])


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_a_test(table: str) -> None:
    assert set(TABLES[table]) <= set(markers(table))


def test_no_two_rows_have_one_name() -> None:
    assert len({*SURVIVAL, *ATTACKS}) == len(SURVIVAL) + len(ATTACKS)
