"""``scripts/bench lesson``: lets students work in the whole system, and writes the results beside this file."""

import argparse
import asyncio
import os
from pathlib import Path
from typing import Final

from bench.drawing import draw
from bench.lesson.enrolment import enrolling, names
from bench.lesson.habits import ALONE, in_a_lesson
from bench.lesson.lesson import hold
from bench.lesson.results import PLOT, TIMELINE, Run, write_results
from hub_ext.settings import HubSettings
from tests.e2e.stack import Stack
from tests.waiting import wait_until

_HERE: Final = Path(__file__).parent
#: Seconds within which everybody comes; in a short run a quarter of it.
_ARRIVING: Final = 120.0
#: Seconds of the baseline, which sees every step a few times.
_ALONE: Final = 60.0
_SEED: Final = 20260301


def _up(people: int) -> Stack:
    """Start the system with its defaults, and wait until it has done what it does by itself."""
    stack = Stack()
    stack.up(AUTH="database,dummy")
    if statements := enrolling(people):
        stack.change_table(statements)
    warm = int(HubSettings.model_fields["hub_warm_servers"].default)
    wait_until(lambda: len(stack.waiting_containers()) == warm, 120, f"{warm} servers wait")
    return stack


def measure(arguments: argparse.Namespace) -> None:
    """Hold the baseline and the lesson, and write what was measured."""
    load_before = os.getloadavg()[0]
    stack = _up(arguments.people)
    print("one student alone", flush=True)
    alone = asyncio.run(hold(stack, names(1), ALONE, _ALONE, arguments.seed))
    seconds = 60 * arguments.minutes
    habits = in_a_lesson(min(_ARRIVING, seconds / 4))
    print(f"{arguments.people} students", flush=True)
    record = asyncio.run(hold(stack, names(arguments.people), habits, seconds, arguments.seed))
    run = Run(
        people=arguments.people,
        minutes=arguments.minutes,
        arriving=habits.arriving[1],
        seed=arguments.seed,
        load_before=load_before,
        load_after=os.getloadavg()[0],
    )
    write_results(run, record, alone, arguments.results)
    draw(_HERE / "plot.py", arguments.results / TIMELINE, arguments.results / PLOT)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench lesson", description=__doc__)
    parser.add_argument("--people", type=int, default=60, metavar="N")
    parser.add_argument("--minutes", type=float, default=30, help="with everybody there")
    parser.add_argument("--seed", type=int, default=_SEED, help="of what people do, and when")
    parser.add_argument("--results", type=Path, default=_HERE, help="folder to write to")
    return parser.parse_args()


def main() -> None:
    """Measure, and remove the system again."""
    arguments = _arguments()
    print(f"load average {os.getloadavg()[0]:.1f}", flush=True)
    try:
        measure(arguments)
    finally:
        Stack().script("clean", YES="1")


if __name__ == "__main__":
    main()
