from pathlib import Path

import pytest

from bench.people.timeline import Stretch, stretch


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    file = tmp_path / "noted.csv"
    file.write_text("1.0,10,1\n2.0,20,2\n3.0,30,3\n4.0,4")
    return file


def test_a_stretch_has_what_was_noted_in_it(noted: Path) -> None:
    assert Stretch(1.5, 3.0).values(noted) == [20, 30]
    assert Stretch(1.5, 3.0).values(noted, column=2) == [2, 3]


def test_a_line_that_is_still_being_written_does_not_count(noted: Path) -> None:
    assert Stretch(3.5, 9).values(noted) == []


def test_a_stretch_lasts_as_long_as_its_block() -> None:
    with stretch() as outer, stretch() as inner:
        pass
    assert outer.started <= inner.started <= inner.ended <= outer.ended
