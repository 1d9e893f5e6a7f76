"""``scripts/bench starts``: starts everybody at once, by each spawner, and writes the results beside this file."""

import argparse
import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.drawing import draw
from bench.growth.table import STUDENTS
from bench.starts.imports import imports_page
from bench.starts.results import COLD, NUMBERS, PLOT, STOCK, UNTUNED, WARM, Row, write_results
from bench.starts.student import Moments, leave, work
from bench.starts.usage import Usage
from tests.e2e.stack import PROJECT, Stack, run
from tests.waiting import wait_until

_HERE: Final = Path(__file__).parent
_SPAWNERS: Final = (UNTUNED, STOCK, COLD, WARM)
#: What the hub is told of by a file of its own for it.
_OVERRIDDEN: Final = (UNTUNED, STOCK)
#: Named in untuned/docker-compose.yml, too.
_UNTUNED_IMAGE: Final = "bench-untuned:latest"
#: Seconds for everybody to get to their first output.
_LIMIT: Final = 400.0


def _settings(spawner: str, people: int) -> dict[str, str]:
    more = {"AUTH": "database,dummy", "HUB_WARM_SERVERS": str(people if spawner == WARM else 0)}
    if spawner in _OVERRIDDEN:
        more["COMPOSE_OVERRIDE"] = str(_HERE / spawner / "docker-compose.yml")
    return more


def _wait_until_warm(people: int) -> None:
    def waiting() -> bool:
        found = run("docker", "ps", "-q", "--filter", "label=eduhub.place").split()
        return len(found) == people

    wait_until(waiting, 10 * people + 30, f"{people} servers wait")


async def _everybody(url: str, users: Sequence[str]) -> list[Moments]:
    together = asyncio.Barrier(len(users))
    tasks = [asyncio.create_task(work(url, user, together)) for user in users]
    _, late = await asyncio.wait(tasks, timeout=_LIMIT)
    for task in late:
        task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    for user, one in zip(users, done, strict=True):
        if isinstance(one, BaseException):
            print(f"  {user}: {type(one).__name__}: {one}", flush=True)
    return [one for one in done if isinstance(one, Moments)]


async def _all_leave(url: str, users: Sequence[str]) -> None:
    await asyncio.gather(*(leave(url, user) for user in users), return_exceptions=True)


def measure(spawner: str, people: int) -> Row:
    """Bring the system up for a spawner and start so many servers at once."""
    stack = Stack()
    stack.up(**_settings(spawner, people))
    if spawner == WARM:
        _wait_until_warm(people)
    # What the start of the system itself left to be done is not to be measured.
    time.sleep(10)
    users = [f"student{number}" for number in range(1, people + 1)]
    before = Usage.now()
    done = asyncio.run(_everybody(stack.url, users))
    after = Usage.now()
    row = Row.of(
        spawner,
        people,
        done,
        after.processor - before.processor,
        (after.memory - before.memory) / 1024**2,
    )
    asyncio.run(_all_leave(stack.url, users))
    return row


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench starts", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=(1, 10, 30), metavar="N")
    parser.add_argument("--spawners", nargs="+", default=_SPAWNERS, choices=_SPAWNERS)
    parser.add_argument("--results", type=Path, default=_HERE, help="folder to write to")
    arguments = parser.parse_args()
    if max(arguments.people) > STUDENTS:
        parser.error(f"there are {STUDENTS} students")
    return arguments


def main() -> None:
    """Measure and write."""
    arguments = _arguments()
    rows: list[Row] = []
    (arguments.results / "results").mkdir(exist_ok=True)
    if UNTUNED in arguments.spawners:
        dockerfile = _HERE / UNTUNED / "Dockerfile"
        run("docker", "build", "-q", "-f", f"{dockerfile}", "-t", _UNTUNED_IMAGE, f"{PROJECT}")
    print(f"load average {os.getloadavg()[0]:.1f}", flush=True)
    try:
        for people in arguments.people:
            for spawner in arguments.spawners:
                rows.append(measure(spawner, people))
                print(rows[-1], flush=True)
                write_results(rows, arguments.results)
        write_results(rows, arguments.results, imports_page(arguments.results))
        draw(_HERE / "plot.py", arguments.results / NUMBERS, arguments.results / PLOT)
    finally:
        Stack().script("clean", YES="1")


if __name__ == "__main__":
    main()
