"""People who log in, all in the same moment."""

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import Final

import bcrypt

from bench.people.burst import note_logins, opened, sent_together
from bench.people.loop_measures import note_loop
from bench.people.population import PASSWORD, PASSWORD_HASH
from bench.people.system import System
from bench.people.table import PeopleTable
from bench.people.timeline import noted_until_now, stretch
from bench.samples import Book

CLASS: Final = 30
#: Five classes of thirty.
BURST: Final = 150
BURST_ROW: Final = f"login: {BURST} at once"
DURING_BURST: Final = f"during {BURST} logins"
CHECKS_ROW: Final = f"bcrypt: {BURST} passwords at once, no hub"
#: As many as the hub's own, so that the one is comparable with the other.
_THREADS: Final = min(4, os.cpu_count() or 1)


async def measure_logins(book: Book, table: PeopleTable, system: System, count: int) -> None:
    """Let a class log in during the hub's first sync, and another one when it is over.

    The table has to be empty, and the hub to know nobody.
    """
    students = [person for person in table.fill(count) if person.role == "student"]
    sync = await system.start_sync()
    async with AsyncExitStack() as stack:
        early = await opened(stack, system, students[:CLASS])
        late = await opened(stack, system, students[-CLASS:])
        syncing = asyncio.create_task(sync.round())
        answers = await sent_together(early)
        note_logins(book, count, f"login: class of {CLASS}, during first round", answers)
        await syncing
        answers = await sent_together(late)
        note_logins(book, count, f"login: class of {CLASS}, idle", answers)


async def measure_burst(book: Book, table: PeopleTable, system: System, count: int) -> None:
    """Let `BURST` people log in when the sync has told the hub of everybody; beside it bcrypt alone.

    The table has to be empty, and the hub to know nobody.
    """
    everybody = table.fill(count)
    await (await system.start_sync()).round()
    book.add(count, CHECKS_ROW, "ms", *check_passwords(BURST))
    async with AsyncExitStack() as stack:
        forms = await opened(stack, system, everybody[-BURST:])
        with stretch() as lasting:
            answers = await sent_together(forms)
        await noted_until_now(system.loop_delays)
    note_logins(book, count, BURST_ROW, answers)
    note_loop(book, count, DURING_BURST, lasting, system)


def check_passwords(count: int) -> list[float]:
    """Check so many passwords at once; return after how many milliseconds each was checked."""
    started = time.monotonic()

    def check(_: int) -> float:
        bcrypt.checkpw(PASSWORD.encode(), PASSWORD_HASH.encode())
        return (time.monotonic() - started) * 1000

    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(check, range(count)))
