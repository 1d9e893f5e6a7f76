"""A file is what it was before or what it is to be, whenever its writing ends and whoever reads it meanwhile."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from hub_ext.whole_files import put_whole, write_file


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("before", [None, "the settings of before"])
def test_a_write_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, before: str | None
) -> None:
    file = tmp_path / "hub.env"
    if before:
        write_file(file, before)

    def fails(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, step, fails)
    with pytest.raises(OSError, match="No space"):
        write_file(file, "those of after")
    assert [each.read_text() for each in tmp_path.iterdir()] == ([before] if before else [])


@pytest.mark.parametrize("mode", [0o600, 0o444])
def test_a_file_is_whole_and_has_its_mode_when_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    replace, found = os.replace, []

    def look(new: Path, file: Path) -> None:
        found.append((new.read_bytes(), stat.S_IMODE(new.stat().st_mode), file.exists()))
        replace(new, file)

    monkeypatch.setattr(os, "replace", look)
    put_whole(tmp_path / "secret", b"content", mode)
    assert found == [(b"content", mode, False)]
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_what_an_ended_write_left_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".hub.env.new").write_text("half")
    (tmp_path / ".hub.env.new").chmod(0o444)
    write_file(tmp_path / "hub.env", "whole")
    assert [file.read_text() for file in tmp_path.iterdir()] == ["whole"]


def test_threads_take_turns(tmp_path: Path) -> None:
    contents = [str(number).encode() * 100_000 for number in range(8)]
    with ThreadPoolExecutor(len(contents)) as threads:
        list(threads.map(partial(put_whole, tmp_path / "home.json", mode=0o600), contents * 5))
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() in contents


def test_a_container_that_runs_keeps_the_file_that_it_was_given(tmp_path: Path) -> None:
    file = tmp_path / "hub_proxy_token"
    write_file(file, "old")
    with file.open() as given:
        write_file(file, "new")
        assert given.read() == "old"
    present = file.stat()
    write_file(file, "new")
    assert file.stat() == present
