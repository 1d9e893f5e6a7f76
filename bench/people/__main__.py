"""``scripts/bench people``: measures everything and writes the results beside this file."""

import argparse
import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from bench.people.login_measures import BURST, measure_burst, measure_logins
from bench.people.page_measures import measure_pages
from bench.people.results import Machine, write_results
from bench.people.sync_measures import measure_sync
from bench.people.system import System, running_system
from bench.people.table import PeopleTable, running_table
from bench.samples import Book

_HERE: Final = Path(__file__).parent
#: The first is the baseline, the second is what is promised.
_SIZES: Final = (50, 5_000, 50_000)
_REPEAT: Final = 3
#: Larger tables show how things grow; once is enough for that, and without logins.
_ONCE_ABOVE: Final = 10_000

_Measure = Callable[[Book, PeopleTable, System, int], Awaitable[None]]


async def measure_once(book: Book, table: PeopleTable, count: int) -> None:
    """Run a hub that knows nobody for a table of `count` people, and other ones for logins."""
    for measure in _measures(count):
        table.empty()
        with tempfile.TemporaryDirectory(prefix="bench-people-") as folder:
            async with running_system(Path(folder), table.port) as system:
                await measure(book, table, system, count)


def _measures(count: int) -> list[_Measure]:
    if count > _ONCE_ABOVE:
        return [_sync_and_pages]
    # A burst of fewer people would be another row.
    return [_sync_and_pages, measure_logins, *([measure_burst] if count >= BURST else [])]


async def _sync_and_pages(book: Book, table: PeopleTable, system: System, count: int) -> None:
    await measure_sync(book, table, system, count)
    await measure_pages(book, system, count)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench people", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES, metavar="PEOPLE")
    parser.add_argument("--repeat", type=int, default=_REPEAT, help="of tables up to 10,000")
    parser.add_argument("--results", type=Path, default=_HERE, help="folder to write to")
    return parser.parse_args()


def main() -> None:
    """Measure and write."""
    arguments = _arguments()
    book, load_before = Book(), os.getloadavg()[0]
    with running_table() as table:
        for number in range(arguments.repeat):
            for count in sorted(arguments.sizes):
                if number == 0 or count <= _ONCE_ABOVE:
                    print(f"{count} people, run {number + 1}", flush=True)
                    asyncio.run(measure_once(book, table, count))
                    # Each time, so that a run of an hour that is interrupted was not for nothing.
                    machine = Machine(load_before, os.getloadavg()[0])
                    write_results(book.measurements(), machine, arguments.results)


if __name__ == "__main__":
    main()
