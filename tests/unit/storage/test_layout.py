"""Whose files are where: no two people ever share a key or a folder."""

import posixpath

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.layout import (
    LONGEST_PATH_BYTES,
    LONGEST_USER_ID_BYTES,
    HomeLayout,
    acceptable_notebook_path,
    acceptable_user_id,
)

user_ids = st.text(min_size=1, max_size=40).filter(acceptable_user_id)


@pytest.mark.parametrize(
    "user_id",
    ["student1", "Minsu.Kim", "한별", "a b", "a:b", "..a", "-rf", "%2e%2e", "~", "가" * 30, "😀"],
)
def test_ordinary_and_odd_user_ids_are_accepted(user_id: str) -> None:
    assert acceptable_user_id(user_id)


@pytest.mark.parametrize(
    "user_id",
    [
        *("", ".", "..", "...", "/", "a/b", "../student1", "a\\b", "a\0b", "a\nb", "\x7f", "\x85"),
        *(" a", "a ", "\u3000a", "a\u00a0", "\ud800", "가" * 31, "x" * (LONGEST_USER_ID_BYTES + 1)),
        "x" * 10_000,
    ],
)
def test_what_no_key_or_file_name_can_carry_is_refused(user_id: str) -> None:
    assert not acceptable_user_id(user_id)
    with pytest.raises(StorageError) as refusal:
        HomeLayout(user_id)
    assert refusal.value.code is ErrorCode.INVALID_USER_ID
    assert len(refusal.value.message) < 400


@given(user_ids, user_ids)
def test_two_people_never_share_a_prefix_or_a_folder(one: str, other: str) -> None:
    assume(one != other)
    a, b = HomeLayout(one), HomeLayout(other)
    assert not a.prefix.startswith(b.prefix)
    assert not a.history.startswith(b.history)
    assert a.folder != b.folder


@given(user_ids)
def test_nothing_escapes_from_its_place(user_id: str) -> None:
    layout = HomeLayout(user_id)
    assert layout.prefix.split("/") == ["users", user_id, "jupyter", ""]
    assert layout.history_prefix("now").split("/") == ["jupyterhub-history", user_id, "now", ""]
    assert layout.files.parts[0] == "homes"
    assert not {".", ".."} & {*layout.prefix.split("/"), *layout.files.parts}


@given(user_ids)
def test_the_longest_names_that_programs_make_of_it_fit_a_file_system(user_id: str) -> None:
    listing = f"run_eduhub_homes_{'x' * 49}_files..ncp_{'b' * 63}_users_{user_id}_jupyter.path1.lst"
    assert len(listing.encode()) <= 255
    assert len(f"{user_id}-checkpoint.conflict1.ipynb.12345678.partial".encode()) <= 255


#: Pieces of which paths that lead elsewhere are made, and any text at all.
pieces = st.sampled_from(["/", "..", ".", "\\", "a", "한글", ".ipynb", "users", "%2e", "\0", "\n"])
paths = st.one_of(st.text(max_size=60), st.lists(pieces, max_size=12).map("".join)).map(
    lambda text: f"{text}.ipynb"
)


@given(user_ids, paths)
def test_a_notebook_is_inside_its_home_or_refused(user_id: str, path: str) -> None:
    layout = HomeLayout(user_id)
    try:
        key = layout.notebook(path)
    except StorageError as refusal:
        assert refusal.code is ErrorCode.INVALID_PATH
        assert not acceptable_notebook_path(path)
        assert len(refusal.message) < 800
        return
    assert key == f"{layout.prefix}{path}"
    assert posixpath.normpath(key) == key
    assert "\\" not in key
    assert key.isprintable() or not {"\0", "\n", "\r", "\x7f", "\x85"} & set(key)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "a.ipynb",
            "과제/1주차 (최종).ipynb",
            ".ipynb",
            ".h/a.ipynb",
            "..a.ipynb",
            "a..b/c.ipynb",
        ),
        *(" a .ipynb", "#%?&+.ipynb", "'\"`$.ipynb", "x" * (LONGEST_PATH_BYTES - 6) + ".ipynb"),
    ],
)
def test_ordinary_and_odd_paths_are_accepted(path: str) -> None:
    assert acceptable_notebook_path(path)


@pytest.mark.parametrize(
    "path",
    [
        *("", "a", "a.txt", "a.ipynb/", "a.IPYNB", "/a.ipynb", "//a.ipynb", "a//b.ipynb"),
        *("../a.ipynb", "a/../b.ipynb", "./a.ipynb", "a/./b.ipynb", "..\\a.ipynb", "a\\b.ipynb"),
        *("a\0.ipynb", "a\n.ipynb", "\x7f.ipynb", "\x85.ipynb", "\ud800.ipynb", "a.ipynb\n"),
        *("x" * (LONGEST_PATH_BYTES - 5) + ".ipynb", "한" * 340 + ".ipynb"),
    ],
)
def test_paths_that_may_lead_elsewhere_are_refused(path: str) -> None:
    assert not acceptable_notebook_path(path)
