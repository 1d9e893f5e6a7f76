"""The numbers that are said of the development database hold, and more people get names of their own."""

import re
from pathlib import Path

import pytest

from bench.growth.table import ROWS, STUDENTS, insertion, last_student

TABLE = (Path(__file__).parents[3] / "deploy/dev/users.sql").read_text()


def test_there_are_so_many_people_and_students() -> None:
    assert len(re.findall(r"^\(\d+,", TABLE, re.MULTILINE)) == ROWS
    names = re.findall(r"^\(\d+,'student(\d+)'", TABLE, re.MULTILINE)
    assert sorted(map(int, names)) == list(range(1, STUDENTS + 1))


@pytest.mark.parametrize(("people", "last"), [(ROWS, STUDENTS), (100, 87), (100_000, 99_987)])
def test_a_table_of_a_size_ends_with_a_student(people: int, last: int) -> None:
    assert last_student(people) == last


def test_the_statement_begins_after_those_who_are_there() -> None:
    statement = insertion(41, 87)
    assert "FROM seq_41_to_87" in statement
    # The first new one is in the first new centre.
    assert "101 + (seq - 41) DIV 200" in statement
