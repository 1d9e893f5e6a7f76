"""``scripts/bench growth``: measures a system as it grows, and writes the results beside this file."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.drawing import draw
from bench.growth.cost import SETTLING, VISITORS, measure
from bench.growth.host import HostProcesses, host_processes
from bench.growth.memory import NotEnoughMemoryError, require_memory
from bench.growth.results import NUMBERS, PEOPLE, PLOT, SERVERS, WAITING, Row, write_results
from bench.growth.servers import start_all, stop_all, wait_for_waiting
from bench.growth.table import ROWS, grow, last_student
from bench.starts.usage import Usage
from hub_ext.servers.warm.keeper import host_memory
from tests.e2e.stack import Stack, run

_HERE: Final = Path(__file__).parent
_PEOPLE: Final = (100, 1_000, 10_000, 100_000)
_SERVERS: Final = (10, 30, 60, 100)
_WAITING_SERVERS: Final = 10
#: Seconds for taking a system down with all its servers.
_CLEANING: Final = 1200.0


class Growth:
    """The run: its rows so far are written after each size, for the next one may not come to an end.

    Parameters
    ----------
    processes
        This host's.
    folder
        Where the results go.
    """

    def __init__(self, processes: HostProcesses, folder: Path) -> None:
        self._processes = processes
        self._folder = folder
        self._rows: list[Row] = []

    def people(self, sizes: Sequence[int]) -> None:
        """Let the table of one system grow."""
        with _running() as stack:
            for size in sizes:
                _say(f"{size:,} people: the hub is told of them")
                asyncio.run(grow(stack, last_student(size)))
                self._note(Row.of(PEOPLE, size, measure(stack, self._processes)))

    def waiting(self, size: int) -> None:
        """Let servers wait for somebody, in a system that had none before."""
        with _running() as stack:
            time.sleep(SETTLING)
            before = Usage.now().memory
            _say(f"{size} servers are started in advance")
            stack.up(**_settings(size))
            wait_for_waiting(stack, size)
            containers = list(stack.waiting_containers().values())
            cost = measure(stack, self._processes, containers)
            self._note(Row.of(WAITING, size, cost, used_before=before))

    def servers(self, sizes: Sequence[int]) -> None:
        """Let more and more people have a server, who then do nothing."""
        first = len(VISITORS) + 1
        users = [f"student{number}" for number in range(first, first + max(sizes))]
        with _running() as stack:
            asyncio.run(grow(stack, first + max(sizes) - 1))
            time.sleep(SETTLING)
            before, running = Usage.now().memory, 0
            for size in sizes:
                require_memory(size - running, _available_mib())
                _say(f"{size} servers: {size - running} more start")
                failed = asyncio.run(start_all(stack.url, users[running:size]))
                containers = list(stack.user_containers().values())
                cost = measure(stack, self._processes, containers)
                self._note(Row.of(SERVERS, size, cost, used_before=before, failed_starts=failed))
                running = size
            _say("they stop")
            asyncio.run(stop_all(stack.url, users))

    def _note(self, row: Row) -> None:
        _say(str(row))
        self._rows.append(row)
        write_results(self._rows, self._folder)
        draw(_HERE / "plot.py", self._folder / NUMBERS, self._folder / PLOT)


@contextmanager
def _running() -> Iterator[Stack]:
    stack = Stack()
    _say("a new system starts")
    try:
        stack.up(**_settings(waiting=0))
        yield stack
    finally:
        _say("it is taken down")
        run("scripts/clean", environment={**stack.environment, "YES": "1"}, seconds=_CLEANING)


def _settings(waiting: int) -> dict[str, str]:
    return {"AUTH": "database", "HUB_WARM_SERVERS": str(waiting)}


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def _available_mib() -> float:
    return host_memory()[1] / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench growth", description=__doc__)
    parser.add_argument("--people", type=int, nargs="*", default=_PEOPLE, metavar="N")
    parser.add_argument("--servers", type=int, nargs="*", default=_SERVERS, metavar="N")
    parser.add_argument("--waiting", type=int, default=_WAITING_SERVERS, metavar="N")
    parser.add_argument("--results", type=Path, default=_HERE, help="folder to write to")
    arguments = parser.parse_args()
    if any(size < ROWS for size in arguments.people):
        parser.error(f"the development database has {ROWS} people")
    return arguments


def main() -> None:
    """Measure and write."""
    arguments = _arguments()
    people, servers = sorted(arguments.people), sorted(arguments.servers)
    _say(f"load average {os.getloadavg()[0]:.1f}")
    try:
        require_memory(max([*servers, arguments.waiting]), _available_mib())
        with host_processes() as processes:
            growth = Growth(processes, arguments.results)
            if people:
                growth.people(people)
            if arguments.waiting:
                growth.waiting(arguments.waiting)
            if servers:
                growth.servers(servers)
    except NotEnoughMemoryError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
