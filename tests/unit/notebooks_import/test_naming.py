"""Where a file goes if its path is taken."""

from datetime import date

import pytest

from hub_ext.notebooks_import.naming import target_of

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("path", "present", "expected"),
    [
        ("노트.ipynb", {}, "노트.ipynb"),
        ("노트.ipynb", {"노트.ipynb": "same"}, "노트.ipynb"),
        ("노트.ipynb", {"노트.ipynb": "other"}, "노트.가져옴 2026-11-24.ipynb"),
        ("노트.ipynb", {"노트.ipynb": ""}, "노트.가져옴 2026-11-24.ipynb"),
        (
            "노트.ipynb",
            {"노트.ipynb": "other", "노트.가져옴 2026-11-20.ipynb": "same"},
            "노트.가져옴 2026-11-20.ipynb",
        ),
        (
            "노트.ipynb",
            {"노트.ipynb": "other", "노트.가져옴 2026-11-24.ipynb": "third"},
            "노트.가져옴 2026-11-24 2.ipynb",
        ),
        ("a/b.ipynb", {"a": "other"}, "a.가져옴 2026-11-24/b.ipynb"),
        ("a/b.ipynb", {"a": "x", "a.가져옴 2026-11-20/b.ipynb": "same"},
         "a.가져옴 2026-11-20/b.ipynb"),
        ("a.ipynb", {"a.ipynb/x": "other"}, "a.가져옴 2026-11-24.ipynb"),
        ("README", {"README": "other"}, "README.가져옴 2026-11-24"),
    ],
)  # fmt: skip
def test_nothing_is_written_over_and_nothing_is_there_twice(
    path: str, present: dict[str, str], expected: str
) -> None:
    assert target_of(path, "same", present, TODAY) == expected


def test_a_long_name_has_room_for_the_addition() -> None:
    name = "가" * 83 + ".ipynb"
    other = target_of(name, "same", {name: "other"}, TODAY)
    assert len(other.encode()) <= 255
    assert other.endswith(".가져옴 2026-11-24.ipynb")
    present = {name: "other", other: "same"}
    assert target_of(name, "same", present, TODAY) == other
