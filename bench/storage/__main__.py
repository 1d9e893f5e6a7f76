"""``scripts/bench storage``: measures every way of storing homes, and writes the results beside this file."""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.storage.containers import Containers
from bench.storage.material import make_material
from bench.storage.measured import Book
from bench.storage.results import NUMBERS, PLOT, Run, write_results
from bench.storage.rows import WAYS
from bench.storage.stage import Stage, hub_settings, running_store
from bench.storage.trial import Trial
from bench.storage.ways import S3FS_IMAGE, NotOfferedError, running_homes
from hub_ext.storage.errors import StorageError

_HERE: Final = Path(__file__).parent
_LATENCIES: Final = (0.0, 10.0, 50.0)
_REPEAT: Final = 5
_NOTEBOOK_IMAGE: Final = "eduhub/notebook:latest"


def measure(arguments: argparse.Namespace, base: Stage, book: Book) -> dict[str, str]:
    """Try everything as often as it was asked for; return what could not be, and why."""
    started = time.monotonic()
    skipped = _not_offered(base, arguments.ways)
    ways = [way for way in arguments.ways if way not in skipped]
    for number in range(arguments.repeat):
        for latency in arguments.latency:
            minutes = (time.monotonic() - started) / 60
            print(f"{minutes:.1f} min: try {number + 1}, {latency:g} ms", flush=True)
            with _new_folder(base) as stage, running_homes(stage, ways) as homes:
                Trial(stage, homes, book, latency, number).run()
    return skipped


def _not_offered(base: Stage, ways: Sequence[str]) -> dict[str, str]:
    """Open a home in each way once; an agent may be older than a way, or a part be missing."""
    reasons = {}
    for way in ways:
        try:
            with _new_folder(base) as stage, running_homes(stage, [way]):
                pass
        except (NotOfferedError, StorageError, RuntimeError) as error:
            reasons[way] = str(error)
            print(f"{way} is not measured: {error}", flush=True)
    return reasons


@contextmanager
def _new_folder(base: Stage) -> Iterator[Stage]:
    # Passed through by the student's own account, as the hub's data folder is.
    with tempfile.TemporaryDirectory(prefix="homes-", dir=base.folder) as folder:
        Path(folder).chmod(0o711)
        yield Stage(base.containers, base.store, base.material, Path(folder))


def _plot(folder: Path) -> None:
    command = ["docker", "run", "--rm", "--interactive", "--network=none", _NOTEBOOK_IMAGE]
    program = (_HERE / "plot.py").read_text()
    done = subprocess.run(
        [*command, "python", "-c", program],
        input=(folder / NUMBERS).read_bytes(),
        stdout=subprocess.PIPE,
        check=True,
    )
    (folder / PLOT).write_bytes(done.stdout)


def _version_of_s3fs() -> str:
    command = ["docker", "run", "--rm", "--network=none", S3FS_IMAGE, "s3fs", "--version"]
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return words[words.index("System") + 1].removeprefix("V")


def _filesystem_of(folder: Path) -> str:
    command = ["findmnt", "--noheadings", "--output=FSTYPE", "--target", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench storage", description=__doc__)
    parser.add_argument("--latency", type=float, nargs="+", default=_LATENCIES, metavar="MS")
    parser.add_argument("--repeat", type=int, default=_REPEAT)
    parser.add_argument("--ways", nargs="+", default=WAYS, choices=WAYS)
    parser.add_argument("--results", type=Path, default=_HERE, help="folder to write to")
    return parser.parse_args()


def main() -> None:
    """Measure and write."""
    arguments = _arguments()
    book, load_before = Book(), os.getloadavg()[0]
    # The engine binds parts of it, so it lies where the host has it under the same path.
    with tempfile.TemporaryDirectory(prefix="bench-storage-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        material = folder / "material"
        material.mkdir()
        make_material(material)
        containers = Containers(hub_settings(folder))
        containers.build(_HERE / "s3fs", S3FS_IMAGE)
        with containers.in_one_network(), running_store(containers) as store:
            skipped = measure(arguments, Stage(containers, store, material, folder), book)
        run = Run(
            tries=arguments.repeat,
            filesystem=_filesystem_of(folder),
            s3fs=_version_of_s3fs(),
            load_before=load_before,
            load_after=os.getloadavg()[0],
            skipped=skipped,
        )
    write_results(book, run, arguments.results)
    _plot(arguments.results)


if __name__ == "__main__":
    main()
