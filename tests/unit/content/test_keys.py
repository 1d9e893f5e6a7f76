"""Which keys are meant, and which of them rclone can carry."""

import pytest

from hub_ext.content.keys import Selection, key_of, obstacle, rclone_name, read_keys


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("DataAnalysis/chapter01_1_p01.md", None),
        ("users/..kim/...", None),
        ("가" * 341 + "a", None),
        ("가" * 341 + "ab", "too-long"),
        ("a//b.md", "empty-part"),
        ("/a.md", "empty-part"),
        ("a//", "empty-part"),
        ("a/", "slash-at-end"),
        ("a/../b.md", "dots"),
        ("./a.md", "dots"),
        ("a/\N{FULLWIDTH FULL STOP}/b.md", "dots"),
        ("a\nb.md", "line-break"),
    ],
)
def test_a_key_that_rclone_cannot_carry_has_a_reason(key: str, reason: str | None) -> None:
    assert obstacle(key) == reason


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("a/b.md", "a/b.md"),
        ("1\uff0f2.md", "1\u201b\uff0f2.md"),
        ("\u201b\uff0f", "\u201b\u201b\u201b\uff0f"),
        ("\u2401", "\u201b\u2401"),
    ],
)
def test_rclone_has_its_own_name_for_some_keys(key: str, name: str) -> None:
    assert rclone_name(key) == name
    assert key_of(name) == key


def test_no_key_is_listed_twice() -> None:
    assert Selection(["b/", "a/", "a/b/", "a/"]).lists() == ("a/", "b/")
    assert Selection().lists() == ("",)


def test_a_pattern_is_over_the_whole_key() -> None:
    selection = Selection(excluded=["*/.ipynb_checkpoints/*"])
    assert not selection.holds("users/kim/.ipynb_checkpoints/a/b.ipynb")
    assert selection.holds("users/kim/a.ipynb")


def test_a_list_of_keys_means_these_and_no_others() -> None:
    selection = Selection(keys=read_keys("a/1.md\n\na/b/2 둘.md\n"))
    assert selection.lists() == ("a/",)
    assert [key for key in ("a/1.md", "a/2.md", "a/b/2 둘.md") if selection.holds(key)] == [
        "a/1.md",
        "a/b/2 둘.md",
    ]
    assert not selection.reaches("users/")
    assert selection.reaches("a/b/")
    assert Selection(keys=read_keys("top.md\n")).lists() == ("",)


@pytest.mark.parametrize(
    ("prefixes", "reaches"), [((), True), (("us",), True), (("users/a",), True), (("x/",), False)]
)
def test_what_a_prefix_reaches(prefixes: tuple[str, ...], *, reaches: bool) -> None:
    assert Selection(prefixes).reaches("users/") == reaches
