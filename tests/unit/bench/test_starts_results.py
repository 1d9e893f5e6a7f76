"""What a run of starts says of itself."""

import csv
from pathlib import Path

import pytest

from bench.starts.imports import by_library, median_of
from bench.starts.results import COLD, STOCK, WARM, Row, write_results
from bench.starts.student import Moments
from bench.starts.usage import Usage

DONE = [Moments(0.1, 1.0, 1.5, 2.0), Moments(0.3, 3.0, 3.5, 8.0), Moments(0.2, 2.0, 2.5, 4.0)]


def test_a_row_sums_up_what_everybody_saw() -> None:
    row = Row.of(WARM, 4, DONE, 12.0, 300.0)
    assert (row.people, row.failed) == (4, 1)
    assert (row.login_last, row.server_p50, row.server_last) == (0.3, 2.0, 3.0)
    assert (row.kernel_p50, row.kernel_last) == (2.0, 5.0)
    assert (row.output_p50, row.output_p95, row.output_last) == (4.0, 8.0, 8.0)


def test_nobody_who_got_there_is_no_row() -> None:
    with pytest.raises(ValueError, match="empty"):
        Row.of(WARM, 4, [], 12.0, 300.0)


def test_the_page_compares_with_stock_where_stock_was_measured(tmp_path: Path) -> None:
    slow = [Moments(1.0, 20.0, 30.0, 80.0)]
    rows = [
        Row.of(STOCK, 3, slow, 1.0, 1.0),
        Row.of(WARM, 3, DONE, 1.0, 1.0),
        Row.of(COLD, 5, DONE, 1.0, 1.0),
    ]
    write_results(rows, tmp_path)
    stock, warm, cold = (tmp_path / "RESULTS.md").read_text().splitlines()[-3:]
    assert "| 80.00 | 1.0 |" in stock
    assert "| 8.00 | 10.0 |" in warm
    assert "| 8.00 | - |" in cold
    with (tmp_path / "results" / "starts.csv").open() as file:
        assert [row["spawner"] for row in csv.DictReader(file)] == [STOCK, WARM, COLD]


def test_the_machine_has_used_something() -> None:
    first = Usage.now()
    assert sum(number * number for number in range(3_000_000))
    assert Usage.now().processor > first.processor > 0
    assert first.memory > 0


TRACE = """\
import time: self [us] | cumulative | imported package
import time:       100 |        100 |     sqlalchemy.util
import time:        50 |        150 |   sqlalchemy
[I 2026-11-29 ServerApp] import time: is what people call it
import time:         7 |        157 | jupyterhub.orm
"""


def test_imports_are_summed_up_by_library() -> None:
    assert by_library(TRACE.splitlines()) == {"sqlalchemy": 150, "jupyterhub": 7}


def test_a_library_that_was_not_imported_took_no_time() -> None:
    runs = [{"a": 10, "b": 3}, {"a": 30}, {"a": 20}]
    assert median_of(runs) == {"a": 20, "b": 0}
