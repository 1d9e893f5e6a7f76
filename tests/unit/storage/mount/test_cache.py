"""What a killed rclone left in its cache, and what becomes of it before the next one reads it."""

import json
from pathlib import Path
from typing import Any

import pytest

from hub_ext.storage.mount.cache import MountCache

REMOTE = "ncp{abcde}"
OF_THE_STORE = "2,2026-11-24 15:26:53 +0000 UTC,6654c734ccab8f440ff0825eb443dc7f"


@pytest.fixture
def cache(tmp_path: Path) -> MountCache:
    return MountCache(tmp_path)


def keep(
    cache: MountCache, content: bytes, known: dict[str, Any] | str, remote: str = REMOTE
) -> Path:
    """Put a file into the cache as rclone does; return its note."""
    file = cache.folder / "vfs" / remote / "bucket/users/a/jupyter/한글 이름.txt"
    note = cache.folder / "vfsMeta" / file.relative_to(cache.folder / "vfs")
    for path in (file, note):
        path.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    note.write_text(known if isinstance(known, str) else json.dumps(known))
    return note


def note_of(
    size: int, *ranges: tuple[int, int], store: str = OF_THE_STORE, dirty: bool = True
) -> dict[str, Any]:
    return {
        "ModTime": "2026-11-25T00:26:54.104711334+09:00",
        "Size": size,
        "Rs": [{"Pos": position, "Size": length} for position, length in ranges] or None,
        "Fingerprint": store,
        "Dirty": dirty,
    }


@pytest.mark.parametrize(
    ("content", "known"),
    [
        pytest.param(b"all of it", note_of(0), id="emptied, written, perhaps not closed"),
        pytest.param(b"all of it", note_of(0, store=""), id="new, written, perhaps not closed"),
        pytest.param(b"all of it", note_of(3, (0, 3)), id="written on after it was closed once"),
        pytest.param(b"all of it", note_of(9, (0, 9), store=""), id="closed"),
        pytest.param(b"all of it", "", id="the note was cut off"),
        pytest.param(b"all of it", '{"Size": 9, "Rs"', id="the note was cut off later"),
    ],
)
def test_a_file_that_is_all_here_is_uploaded_as_it_is(
    cache: MountCache, content: bytes, known: dict[str, Any] | str
) -> None:
    note = keep(cache, content, known)
    assert cache.recover()
    mended = json.loads(note.read_text())
    assert (mended["Size"], mended["Rs"]) == (9, [{"Pos": 0, "Size": 9}])
    assert mended["Dirty"]
    assert [path.read_bytes() for path in cache.unsaved()] == [content]


def test_a_file_that_is_here_in_part_is_left_to_rclone(cache: MountCache) -> None:
    known = note_of(9, (9, 5))
    note = keep(cache, b"\0" * 9 + b"+more", known)
    assert cache.recover()
    assert json.loads(note.read_text()) == known


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(note_of(0), id="emptied"),
        pytest.param(note_of(9, (0, 9), store=""), id="emptied while it waited to be uploaded"),
        pytest.param("", id="the power failed"),
    ],
)
def test_an_empty_file_does_not_replace_what_the_store_has(
    cache: MountCache, known: dict[str, Any] | str
) -> None:
    keep(cache, b"", known)
    assert not cache.recover()
    assert not cache.folder.exists()


def test_a_new_empty_file_is_uploaded(cache: MountCache) -> None:
    keep(cache, b"", note_of(0, store=""))
    assert cache.recover()


def test_a_cache_with_nothing_to_upload_is_discarded(cache: MountCache) -> None:
    keep(cache, b"all of it", note_of(9, (0, 9), dirty=False))
    assert cache.unsaved() == []
    assert not cache.recover()
    assert not cache.folder.exists()


def test_a_home_without_a_cache_has_nothing_to_recover(cache: MountCache) -> None:
    assert not cache.recover()


def test_files_kept_under_another_name_of_the_remote_are_adopted(cache: MountCache) -> None:
    keep(cache, b"all of it", note_of(9, (0, 9)), remote="ncp{other}")
    notes = cache.folder / "vfsMeta" / REMOTE / "bucket/users/a/jupyter"
    notes.mkdir(parents=True)
    cache.adopt(notes)
    (file,) = cache.unsaved()
    assert file.is_relative_to(cache.folder / "vfs" / REMOTE)
    assert file.read_bytes() == b"all of it"


def test_adopting_never_takes_the_place_of_what_is_not_uploaded(cache: MountCache) -> None:
    keep(cache, b"of another key", note_of(14, (0, 14)), remote="ncp{other}")
    note = keep(cache, b"of this one", note_of(11, (0, 11)))
    cache.adopt(note.parent)
    assert {path.read_bytes() for path in cache.unsaved()} == {b"of another key", b"of this one"}
