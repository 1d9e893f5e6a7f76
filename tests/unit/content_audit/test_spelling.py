"""What is probably meant by a key that is not there."""

import unicodedata
from pathlib import Path

import pytest

from hub_ext.content_audit.addresses import Address
from hub_ext.content_audit.models import Kind, Place, Reference
from hub_ext.content_audit.spelling import canonical, difference
from hub_ext.content_audit.workbook import Workbook

NFD = unicodedata.normalize("NFD", "가")


@pytest.mark.parametrize(
    ("wanted", "found", "kind"),
    [
        ("a/가.png", f"a/{NFD}.png", Kind.OTHER_FORM),
        (f"a/{NFD}.png", "a/가.png", Kind.OTHER_FORM),
        ("a/b.png", "A/b.PNG", Kind.OTHER_CASE),
        ("a/가.png", f"a/{NFD}.PNG", Kind.OTHER_CASE),
        ("a/b.png", "a//b.png", Kind.OTHER_SPELLING),
        ("a/b.png", "/a/b.png", Kind.OTHER_SPELLING),
        ("a/가.png", "a/%EA%B0%80.png", Kind.OTHER_SPELLING),
        ("a/%25EA%25B0%2580.png", "a/가.png", Kind.OTHER_SPELLING),
        ("a/b c.png", "a/b+c.png", Kind.OTHER_SPELLING),
        ("a/b.png", "a\\b.png", Kind.OTHER_SPELLING),
        ("a/b.png", "c/b.png", Kind.OTHER_FOLDER),
    ],
)
def test_how_two_keys_differ(wanted: str, found: str, kind: Kind, tmp_path: Path) -> None:
    assert difference(wanted, found) is kind
    assert _likely(tmp_path, wanted, [found, "other.png"]) == [found]


@pytest.mark.parametrize(
    ("wanted", "keys", "likely"),
    [
        ("a/b.png", [], []),
        ("a/b.png", ["a/c.png", "a/b.jpg"], []),
        # The nearest first, and no more than three.
        ("a/x/b.png", ["z/b.png", "a/b.png", "a/y/b.png", "q/x/b.png"], ["a/b.png", "a/y/b.png", "q/x/b.png"]),
        # Another spelling of the very key is better than another folder.
        ("a/b.png", ["c/b.png", "a/B.png"], ["a/B.png"]),
        # Somebody's own file is not offered to others.
        ("a/b.png", ["users/alice/b.png", "centers/11/shared/b.png"], []),
        ("users/bob/x/b.png", ["users/alice/b.png", "users/bob/b.png"], ["users/bob/b.png"]),
        # A name that is everywhere tells nothing.
        ("a/b.png", [f"{number}/b.png" for number in range(11)], []),
    ],
)  # fmt: skip
def test_what_is_likely_meant(
    wanted: str, keys: list[str], likely: list[str], tmp_path: Path
) -> None:
    assert _likely(tmp_path, wanted, keys) == likely


def _likely(folder: Path, wanted: str, keys: list[str]) -> list[str]:
    with Workbook(folder / "workbook") as workbook:
        workbook.add_objects([(key, 1) for key in keys])
        assert workbook.all_objects_added() == len(keys)
        return workbook.likely(wanted)


def test_a_key_with_a_percent_sign_is_taken_as_it_is_if_there_is_one(tmp_path: Path) -> None:
    reference = Reference(place=Place(source="list", line=1), text="x")
    with Workbook(tmp_path / "workbook") as workbook:
        workbook.add_objects([("a#1.png", 1)])
        workbook.all_objects_added()
        workbook.add_reference(Address("a", "a#1.png"), reference)
        workbook.add_reference(Address("b", "b#1.png"), reference)
        assert workbook.all_references_added() == (2, 2)
        assert list(workbook.keys_referred_to()) == ["a#1.png", "b"]
        assert workbook.references("b") == [reference]


def test_a_folder_is_there_if_anything_is_in_it(tmp_path: Path) -> None:
    with Workbook(tmp_path / "workbook") as workbook:
        workbook.add_objects([("a/b/c.png", 1), ("ab.png", 1)])
        workbook.all_objects_added()
        assert workbook.is_folder("a/")
        assert workbook.is_folder("a/b/")
        assert not workbook.is_folder("a/c/")
        assert not workbook.is_folder("ab/")


def test_documents_are_those_under_a_prefix_as_it_is_written(tmp_path: Path) -> None:
    with Workbook(tmp_path / "workbook") as workbook:
        workbook.add_objects([(key, 1) for key in ("A/x.MD", "A/y.png", "a/z.md", "A_/x.md")])
        workbook.all_objects_added()
        assert workbook.keys_ending(["A/", "A/x"], (".md",)) == ["A/x.MD"]


def test_the_canonical_spelling_is_its_own() -> None:
    key = "/a//./%25EA%25B0%2580+B.PNG"
    assert canonical(key) == canonical(canonical(key)) == "a/가 b.png"
