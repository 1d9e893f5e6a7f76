"""What the sync takes, and what it does to the hub meanwhile."""

import asyncio
from pathlib import Path
from typing import Final

from bench.people.loop_measures import note_loop
from bench.people.population import people
from bench.people.system import Round, System
from bench.people.table import PeopleTable
from bench.people.timeline import Stretch, noted_until_now, stretch
from bench.samples import Book
from hub_ext.users.centres import LEARNERS

#: Seconds of a hub that has nothing to do.
_IDLE_SECONDS: Final = 5.0
CHANGES: Final = 100


async def measure_sync(book: Book, table: PeopleTable, system: System, count: int) -> None:
    """Let the hub learn of `count` people, who are put into the empty table here.

    Raises
    ------
    RuntimeError
        If the hub does not know all of them afterwards.
    """
    sync = await system.start_sync()
    empty = await sync.round()
    book.add(count, "sync: peak of memory, empty table", "MiB", empty.peak_kib / 1024)
    async with system.asked_all_the_time() as answers:
        with stretch() as idle:
            await asyncio.sleep(_IDLE_SECONDS)
        table.fill(count)
        first = await sync.round()
        quiet = await sync.round()
        table.rename_students(min(CHANGES, expected_students(count)))
        changes = await sync.round()
        again = await (await system.start_sync()).round()
        await noted_until_now(answers, system.loop_delays)
    _require(first, expected_students(count))
    book.add(count, "sync: rows a second, first round", "1/s", count / first.seconds)
    rounds = {
        "first round": first,
        "nothing new": quiet,
        f"{CHANGES} changes": changes,
        "all told again": again,
    }
    for name, made in rounds.items():
        book.add(count, f"sync: {name}", "s", made.seconds)
        book.add(count, f"sync: processor time, {name}", "s", made.processor_seconds)
        book.add(count, f"sync: peak of memory, {name}", "MiB", made.peak_kib / 1024)
    del rounds["nothing new"]
    _note_hub(book, count, "idle", idle, system, answers)
    for name, made in rounds.items():
        lasting = Stretch(made.started, made.ended)
        _note_hub(book, count, f"during {name}", lasting, system, answers)


def expected_students(count: int) -> int:
    """Return how many of `count` people the sync makes known: the others come when they log in."""
    return sum(person.role in LEARNERS for person in people(count))


def _require(first: Round, students: int) -> None:
    if first.created != students:
        raise RuntimeError(f"{first.created} of {students} students became known to the hub")


def _note_hub(
    book: Book, count: int, when: str, lasting: Stretch, system: System, answers: Path
) -> None:
    note_loop(book, count, when, lasting, system)
    # A round of a small table may be over before the first answer.
    if health := lasting.values(answers):
        book.add(count, f"hub: /hub/health, {when}", "ms", *health)
