"""When a file that a program keeps writing is left out of syncs, and when it is tried again."""

from pathlib import Path

import pytest

from hub_ext.storage.working_copy.being_written import (
    FIRST_WAIT,
    LONGEST_WAIT,
    FilesBeingWritten,
)


class Moment:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def files(tmp_path: Path, moment: Moment) -> FilesBeingWritten:
    """Of a folder with a log whose last change was when the moment is 0."""
    (tmp_path / "log").write_text("line")
    changed = (tmp_path / "log").stat().st_ctime
    return FilesBeingWritten(tmp_path, moment, lambda: changed + moment.seconds)


def test_nothing_is_left_out_before_it_failed(files: FilesBeingWritten) -> None:
    assert not files.left_out()
    assert not files


def test_what_failed_is_left_out_of_the_run_that_follows_however_long_ago_it_changed(
    files: FilesBeingWritten, moment: Moment
) -> None:
    moment.seconds = 9.0
    files.note({"log"})
    assert set(files.left_out()) == {"log"}
    assert files
    assert not files.left_out()


def test_it_is_tried_again_after_a_pause(files: FilesBeingWritten, moment: Moment) -> None:
    files.note({"log"})
    files.left_out()
    moment.seconds = FIRST_WAIT / 10 - 0.1
    assert files.left_out()
    moment.seconds = FIRST_WAIT / 10 + 0.1
    assert not files.left_out()


def test_it_is_tried_again_after_a_wait_that_grows(tmp_path: Path, moment: Moment) -> None:
    (tmp_path / "log").write_text("line")
    changed = (tmp_path / "log").stat().st_ctime
    # Whenever anybody looks, it was written to at that moment.
    files = FilesBeingWritten(tmp_path, moment, lambda: changed)
    waited = []
    for _ in range(8):
        files.note({"log"})
        began = moment.seconds
        files.left_out()
        while files.left_out():
            moment.seconds += 1.0
        waited.append(moment.seconds - began)
    assert waited[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waited[-1] == LONGEST_WAIT


def test_what_was_saved_waits_no_longer_than_at_first_the_next_time(
    files: FilesBeingWritten, moment: Moment
) -> None:
    files.note({"log", "other"})
    files.left_out()
    files.end_well()
    moment.seconds = FIRST_WAIT
    assert not files.left_out()
    files.end_well()
    files.note({"log"})
    files.left_out()
    moment.seconds += FIRST_WAIT / 10 + 0.1
    assert not files.left_out()


def test_a_file_that_is_gone_waits_for_nothing(files: FilesBeingWritten, tmp_path: Path) -> None:
    files.note({"log"})
    files.left_out()
    (tmp_path / "log").unlink()
    assert not files.left_out()


def test_nothing_waits_when_whoever_wrote_has_ended(files: FilesBeingWritten) -> None:
    files.note({"log"})
    files.forget()
    assert not files.left_out()
