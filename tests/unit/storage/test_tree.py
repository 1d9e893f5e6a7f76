"""The kernel's own events, for what people do in a folder."""

import os
from pathlib import Path

import pytest

from hub_ext.storage.working_copy.tree import EventsLostError, Tree


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "old.txt").write_text("old")
    return tmp_path


def names(tree: Tree, folder: Path) -> set[str]:
    return {str(Path(path).relative_to(folder)) for path in tree.changed()}


def test_nothing_changed(folder: Path) -> None:
    assert Tree(folder).changed() == set()


def test_reading_is_no_change(folder: Path) -> None:
    tree = Tree(folder)
    assert (folder / "there/old.txt").read_text() == "old"
    assert list((folder / "there").iterdir())
    assert tree.changed() == set()


def test_writing_replacing_and_deleting(folder: Path) -> None:
    tree = Tree(folder)
    (folder / "there/old.txt").write_text("new")
    assert names(tree, folder) == {"there/old.txt"}
    (folder / "수업 1.ipynb").write_text("{}")
    (folder / "수업 1.ipynb").replace(folder / "there/수업 1.ipynb")
    assert names(tree, folder) == {"수업 1.ipynb", "there/수업 1.ipynb"}
    (folder / "there/old.txt").unlink()
    assert names(tree, folder) == {"there/old.txt"}


def test_what_is_made_in_new_folders(folder: Path) -> None:
    tree = Tree(folder)
    (folder / "a/b/c").mkdir(parents=True)
    assert names(tree, folder) == {"a", "a/b", "a/b/c"}
    (folder / "a/b/c/deep.txt").write_text("1")
    assert names(tree, folder) == {"a/b/c/deep.txt"}


def test_a_folder_that_was_moved_has_its_new_path(folder: Path) -> None:
    (folder / ".cache/sub").mkdir(parents=True)
    tree = Tree(folder)
    (folder / ".cache").rename(folder / "mine")
    tree.changed()
    (folder / "mine/sub/new.txt").write_text("1")
    assert names(tree, folder) == {"mine/sub/new.txt"}


def test_a_folder_that_is_gone_and_made_again(folder: Path) -> None:
    tree = Tree(folder)
    (folder / "there/old.txt").unlink()
    (folder / "there").rmdir()
    (folder / "there").mkdir()
    tree.changed()
    (folder / "there/new.txt").write_text("1")
    assert names(tree, folder) == {"there/new.txt"}


def test_a_link_to_a_folder_is_not_followed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    tree = Tree(folder)
    (folder / "link").symlink_to(outside)
    assert names(tree, folder) == {"link"}
    (outside / "secret.txt").write_text("1")
    assert tree.changed() == set()


def test_a_name_that_is_no_text(folder: Path) -> None:
    tree = Tree(folder)
    path = os.fsencode(folder) + b"/\xff.txt"
    Path(os.fsdecode(path)).write_text("1")
    assert tree.changed() == {os.fsdecode(path)}


def test_more_than_the_kernel_keeps(folder: Path) -> None:
    tree = Tree(folder)
    most = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    one, other = folder / "one.txt", folder / "other.txt"
    # An event that is equal to the one before it is not kept, hence two files.
    for _ in range(most // 2):
        one.touch()
        other.touch()
    with pytest.raises(EventsLostError):
        tree.changed()


def test_a_folder_that_is_not_there(folder: Path) -> None:
    assert Tree(folder / "nowhere").changed() == set()
