"""Tasks that need a folder: what programs and kernels do in a home."""

import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from bench.storage.inside.place import Place
from bench.storage.inside.texts import small_files, text

_REPLACEMENTS: Final = 10
_COMMITS: Final = 50
_LARGE_PIECES: Final = 200
_PIECE: Final = b"0123456789abcdef" * 65536
#: Saves of a person are not one storm: what a save sets off goes on while the next one is made.
PAUSE: Final = 0.1


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def replace(place: Place, seed: str) -> float:
    """Write beside a file, fsync, rename over it, as most editors save: the median of ten."""
    target = place.home / "replaced.txt"
    beside = place.home / "replaced.new"
    taken = []
    for number in range(_REPLACEMENTS):
        body = text(f"{seed}-{number}").encode()
        taken.append(timed(lambda body=body: _replace(target, beside, body)))  # type: ignore[misc]
        time.sleep(PAUSE)
    return statistics.median(taken)


def write_small(place: Place, seed: str) -> float:
    """Write 500 files of a kilobyte into a new folder."""
    files, folder = small_files(seed), place.home / f"small-{seed}"

    def work() -> None:
        folder.mkdir()
        for name, body in files.items():
            (folder / name).write_text(body)

    return timed(work)


def prepare_small(place: Place, seed: str) -> None:
    """Make the folder of 500 whole, where writing it took too long."""
    folder = place.home / f"small-{seed}"
    folder.mkdir(exist_ok=True)
    for name, body in small_files(seed).items():
        if not (folder / name).exists():
            (folder / name).write_text(body)


def read_small(place: Place, seed: str) -> float:
    """Read them."""
    paths = [place.home / f"small-{seed}" / name for name in small_files(seed)]
    return timed(lambda: [path.read_bytes() for path in paths])


def sqlite(place: Place, seed: str) -> float:
    """Insert 50 rows with a commit each, in SQLite's own default of safety."""
    with closing(sqlite3.connect(place.home / f"scores-{seed}.sqlite")) as database:
        database.execute("CREATE TABLE scores (name TEXT, points INTEGER)")
        database.commit()

        def work() -> None:
            for number in range(_COMMITS):
                database.execute("INSERT INTO scores VALUES (?, ?)", ("학생", number))
                database.commit()

        return timed(work)


def git_clone(place: Place, seed: str) -> float:
    """Clone a repository that lies on the local disk, without linking its objects."""
    source, target = place.material / "lesson.git", place.home / f"clone-{seed}"
    return _run(["git", "clone", "--quiet", "--no-hardlinks", str(source), str(target)])


def pip_install(place: Place, seed: str) -> float:
    """Install a wheel into a folder of the home, where it is a person's file like any other."""
    (wheel,) = place.material.glob("*.whl")
    target = f"--target={place.home / f'packages-{seed}'}"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-cache-dir", "--quiet"]
    return _run([*pip, "install", "--no-index", "--no-deps", target, str(wheel)])


def unzip(place: Place, seed: str) -> float:
    """Unpack 5,000 files."""
    archive, target = place.material / "many.zip", place.home / f"many-{seed}"
    return _run(["unzip", "-q", str(archive), "-d", str(target)])


def write_large(place: Place, seed: str) -> float:
    """Write 200 MB in pieces of a megabyte, without fsync, as pandas writes a table."""

    def work() -> None:
        with (place.home / f"large-{seed}.csv").open("wb") as file:
            for _ in range(_LARGE_PIECES):
                file.write(_PIECE)

    return timed(work)


def read_large(place: Place, seed: str) -> float:
    """Read them."""

    def work() -> None:
        with (place.home / f"large-{seed}.csv").open("rb") as file:
            while file.read(len(_PIECE)):
                pass

    return timed(work)


def _replace(target: Path, beside: Path, body: bytes) -> None:
    with beside.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(target)


def _run(command: Sequence[str]) -> float:
    quiet = subprocess.DEVNULL
    return timed(lambda: subprocess.run(command, check=True, stdin=quiet, stdout=quiet))
