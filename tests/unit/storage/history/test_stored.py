from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.storage.history.stored import (
    by_path,
    lifted,
    moment_of,
    stored_versions,
)
from hub_ext.storage.objects import StoredObject
from hub_ext.storage.store import moment_name

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
FIRST, SECOND = "20261124T150000.000001Z", "20261124T150000.000002Z"
#: Years of four digits, as `strftime` writes them.
MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))


@given(MOMENTS)
def test_a_moment_is_what_its_name_says(moment: datetime) -> None:
    assert moment_of(moment_name(moment)) == moment


@given(MOMENTS, MOMENTS)
def test_names_sort_as_moments_do(first: datetime, second: datetime) -> None:
    assert (moment_name(first) < moment_name(second)) == (first < second)


@pytest.mark.parametrize(
    "name", ["", "..", "now", "20261124T150000.1Z", "2026/1124", f"{FIRST}/", f" {FIRST}", "x" * 99]
)
def test_what_is_no_moment_names_none(name: str) -> None:
    assert moment_of(name) is None
    assert lifted(name) is None


def test_what_was_replaced_on_a_host_has_a_name_of_its_own() -> None:
    assert lifted(FIRST) == SECOND


def test_objects_that_are_no_versions_are_left_alone() -> None:
    names = [f"{FIRST}/a.ipynb", f"{SECOND}/과제/a.ipynb", "a.ipynb", f"{FIRST}/", "now/a.ipynb"]
    names += [f"{FIRST}/../a.ipynb", f"{FIRST}//a.ipynb"]
    found = stored_versions(StoredObject(name, 1, NOW) for name in names)
    assert [version.path for version in found] == ["a.ipynb", "과제/a.ipynb"]


def test_versions_are_sorted_by_file_and_the_newest_is_first() -> None:
    names = [f"{FIRST}/old", f"{FIRST}/a/b", f"{SECOND}/a/b"]
    files = by_path(stored_versions(StoredObject(name, 1, NOW) for name in names))
    assert {path: [moment_name(one.moment) for one in mine] for path, mine in files.items()} == {
        "a/b": [SECOND, FIRST],
        "old": [FIRST],
    }


def test_a_file_in_two_normal_forms_is_two_files() -> None:
    composed, decomposed = "\uac00.ipynb", "\u1100\u1161.ipynb"
    found = stored_versions(
        StoredObject(f"{FIRST}/{name}", 1, NOW) for name in (composed, decomposed)
    )
    assert set(by_path(found)) == {composed, decomposed}
