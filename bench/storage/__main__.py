"""``scripts/bench storage``: measures every way of storing homes, and writes the results beside this file."""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from bench.drawing import draw
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


@dataclass(frozen=True)
class Base:
    """What outlives a try: the engine, what is unpacked, and where homes may be."""

    containers: Containers
    material: Path
    folder: Path

    @contextmanager
    def new_stage(self) -> Iterator[Stage]:
        """Give an empty store and a new folder."""
        # Passed through by the student's own account, as the hub's data folder is.
        with (
            running_store(self.containers) as store,
            tempfile.TemporaryDirectory(prefix="homes-", dir=self.folder) as folder,
        ):
            Path(folder).chmod(0o711)
            yield Stage(self.containers, store, self.material, Path(folder))


def measure(
    arguments: argparse.Namespace, base: Base, book: Book, keep: Callable[[dict[str, str]], None]
) -> None:
    """Try everything as often as it was asked for; after each try `keep` is told what could not be, and why."""
    started = time.monotonic()
    skipped = _not_offered(base, arguments.ways)
    ways = [way for way in arguments.ways if way not in skipped]
    last = 0.0
    for number, latency in product(range(arguments.repeat), arguments.latency):
        begun = time.monotonic()
        if arguments.minutes and begun + last > started + 60 * arguments.minutes:
            print("another try would take too long", flush=True)
            break
        minutes = (begun - started) / 60
        print(f"{minutes:.1f} min: try {number + 1}, {latency:g} ms", flush=True)
        with base.new_stage() as stage, running_homes(stage, ways) as homes:
            Trial(stage, homes, book, latency, number).run()
        last = time.monotonic() - begun
        # A try takes a quarter of an hour: whoever breaks off has those before.
        keep(skipped)


def _not_offered(base: Base, ways: Sequence[str]) -> dict[str, str]:
    """Open a home in each way once; an agent may be older than a way, or a part be missing."""
    reasons = {}
    with base.new_stage() as stage:
        for way in ways:
            try:
                with running_homes(stage, [way]):
                    pass
            except (NotOfferedError, StorageError, RuntimeError) as error:
                reasons[way] = str(error)
                print(f"{way} is not measured: {error}", flush=True)
    return reasons


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
    parser.add_argument("--minutes", type=float, help="after which no other try is begun")
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
        with containers.in_one_network():
            filesystem, s3fs = _filesystem_of(folder), _version_of_s3fs()

            def keep(skipped: dict[str, str]) -> None:
                run = Run(
                    tries=arguments.repeat,
                    filesystem=filesystem,
                    s3fs=s3fs,
                    load_before=load_before,
                    load_after=os.getloadavg()[0],
                    skipped=skipped,
                )
                write_results(book, run, arguments.results)

            measure(arguments, Base(containers, material, folder), book, keep)
    draw(_HERE / "plot.py", arguments.results / NUMBERS, arguments.results / PLOT)


if __name__ == "__main__":
    main()
