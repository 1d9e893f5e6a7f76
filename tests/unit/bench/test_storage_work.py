"""The work itself, on this machine's disk: what is timed must be what the row says."""

import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bench.storage.inside.limited import WorkError, limited
from bench.storage.inside.place import Place
from bench.storage.inside.tasks import BY_CONTENTS, IN_A_FOLDER
from bench.storage.inside.texts import notebook, text
from bench.storage.rows import ROWS
from tests.waiting import wait_until


@pytest.fixture
def place(tmp_path: Path) -> Place:
    home = tmp_path / "home"
    home.mkdir()
    return Place(home=home, material=tmp_path)


def test_every_row_has_its_work() -> None:
    assert set(IN_A_FOLDER) == {row.task for row in ROWS}
    assert set(BY_CONTENTS) == {row.task for row in ROWS if row.by_contents}


@pytest.mark.parametrize("tasks", [IN_A_FOLDER, BY_CONTENTS], ids=["files", "contents"])
def test_small_files_are_whole_after_a_cut(place: Place, tasks: dict[str, object]) -> None:
    work = IN_A_FOLDER if tasks is IN_A_FOLDER else BY_CONTENTS
    assert work["write-small"].measure(place, "0") > 0
    folder = place.home / "small-0"
    (folder / "123.txt").unlink()
    work["read-small"].prepare(place, "0")
    assert {file.stat().st_size for file in folder.iterdir()} == {1_000}
    assert len(list(folder.iterdir())) == 500
    assert work["read-small"].measure(place, "0") > 0
    assert work["list"].measure(place, "0") > 0


def test_a_notebook_is_there_to_be_opened(place: Place) -> None:
    work = IN_A_FOLDER["notebook-open"]
    work.prepare(place, "0")
    assert work.measure(place, "0") > 0
    assert (place.home / "수업 1.ipynb").stat().st_size > 50_000


def test_commits_are_in_the_database(place: Place) -> None:
    IN_A_FOLDER["sqlite"].measure(place, "0")
    with closing(sqlite3.connect(place.home / "scores-0.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM scores").fetchone() == (50,)


def test_the_store_is_looked_through_for_the_very_bytes(place: Place) -> None:
    IN_A_FOLDER["until-stored"].measure(place, "seed")
    assert (place.home / "stored.txt").read_bytes() == text("seed").encode()


def test_texts_differ_by_their_seed() -> None:
    assert len(text("a")) == len(text("b")) == 50_000
    assert text("a") != text("b")
    assert notebook("a") != notebook("b")


def test_work_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    marker = f"sleep 61.{tmp_path.name[-1]}"
    with pytest.raises(TimeoutError):
        limited(lambda: float(subprocess.run(marker.split(), check=True).returncode), 0.5)

    def is_gone() -> bool:
        return marker.replace(" ", "\0").encode() not in _commands()

    # A killed process is there until the kernel has come to it.
    wait_until(is_gone, 20, "what was started has ended")


def test_work_says_how_it_failed() -> None:
    with pytest.raises(WorkError, match="ZeroDivisionError"):
        limited(lambda: 1 / 0, 10)


def test_work_returns_what_it_took() -> None:
    assert limited(lambda: 1.5, 10) == 1.5


def _commands() -> bytes:
    """The command lines of all processes; one may end while it is looked at."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            lines.append(path.read_bytes())
    return b"\n".join(lines)
