"""Which files wait when there is no room for all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.storage.quota.choice import Candidate, Room, choose

_SIZES = st.integers(min_value=0, max_value=1000)
_NAMES = st.builds("{}{}".format, st.integers(0, 999), st.sampled_from([".csv", ".ipynb", ""]))
_FILES = st.lists(
    st.builds(Candidate, _NAMES, _SIZES, _SIZES), max_size=20, unique_by=lambda file: file.path
)
_ROOMS = st.builds(lambda files, more: Room(files, files + more), st.integers(-500, 8000), _SIZES)


def is_notebook(file: Candidate) -> bool:
    return file.path.endswith(".ipynb")


def after(files: list[Candidate], held: set[Candidate]) -> int:
    """What the store has when all but `held` are saved."""
    return sum(file.stored_bytes if file in held else file.bytes for file in files)


@given(_FILES, _ROOMS)
def test_what_is_saved_fits_or_nothing_more_can_wait(files: list[Candidate], room: Room) -> None:
    held = set(choose(files, room))
    growing = {file for file in files if file.growth > 0}
    assert held <= growing
    waits = {file for file in growing if not is_notebook(file)} <= held
    assert waits or after(files, held) <= room.files
    assert growing <= held or after(files, held) <= room.notebooks


@given(_FILES, _ROOMS)
def test_no_file_waits_for_nothing(files: list[Candidate], room: Room) -> None:
    held = choose(files, room)
    if sum(file.bytes for file in files) <= room.files:
        assert held == []
    if held:
        # With the last one that was chosen let in, it would be too much.
        limit = room.notebooks if is_notebook(held[-1]) else room.files
        assert after(files, set(held[:-1])) > limit


@given(_FILES, _ROOMS)
def test_notebooks_wait_last_and_what_adds_most_first(files: list[Candidate], room: Room) -> None:
    held = choose(files, room)
    notebooks = [is_notebook(file) for file in held]
    assert notebooks == sorted(notebooks)
    for kind in (False, True):
        growths = [file.growth for file in held if is_notebook(file) is kind]
        assert growths == sorted(growths, reverse=True)


@given(_FILES)
def test_without_a_quota_nothing_waits(files: list[Candidate]) -> None:
    assert choose(files, Room()) == []


@given(_FILES, _ROOMS)
def test_the_choice_does_not_depend_on_the_order(files: list[Candidate], room: Room) -> None:
    assert choose(files, room) == choose(reversed(files), room)


@pytest.mark.parametrize(
    ("sizes", "room", "held"),
    [
        ({"a.csv": (60, 0), "b.csv": (30, 0), "c.ipynb": (30, 0)}, Room(100, 120), ["a.csv"]),
        ({"a.csv": (60, 60), "b.csv": (30, 0), "c.ipynb": (30, 0)}, Room(100, 120), ["b.csv"]),
        ({"a.csv": (110, 110), "c.ipynb": (9, 0)}, Room(100, 120), []),
        ({"a.csv": (110, 110), "c.ipynb": (11, 0)}, Room(100, 120), ["c.ipynb"]),
        ({"a.csv": (110, 120)}, Room(100, 105), []),
        ({"a.csv": (70, 60), "b.csv": (40, 0)}, Room(100, 105), ["b.csv"]),
    ],
)
def test_examples(sizes: dict[str, tuple[int, int]], room: Room, held: list[str]) -> None:
    files = [Candidate(path, *numbers) for path, numbers in sizes.items()]
    assert [file.path for file in choose(files, room)] == held
