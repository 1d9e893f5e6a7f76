"""A class that logs in, all in the same moment."""

import asyncio
from contextlib import AsyncExitStack
from typing import Final

from bench.people.population import Invented
from bench.people.system import System
from bench.people.table import PeopleTable
from bench.people.visitor import Visitor
from bench.samples import Book

CLASS: Final = 30


async def measure_logins(book: Book, table: PeopleTable, system: System, count: int) -> None:
    """Let a class log in during the hub's first sync, and another one when it is over.

    The table has to be empty, and the hub to know nobody.
    """
    students = [person for person in table.fill(count) if person.role == "student"]
    sync = await system.start_sync()
    async with AsyncExitStack() as stack:
        early = await _forms(stack, system, students[:CLASS])
        late = await _forms(stack, system, students[-CLASS:])
        syncing = asyncio.create_task(sync.round())
        book.add(count, "login: class of 30, during first round", "ms", *await _log_in(early))
        await syncing
        book.add(count, "login: class of 30, idle", "ms", *await _log_in(late))


async def _forms(stack: AsyncExitStack, system: System, students: list[Invented]) -> list[Visitor]:
    visitors = [
        await stack.enter_async_context(Visitor(system, student.user_id)) for student in students
    ]
    for visitor in visitors:
        await visitor.open_form()
    return visitors


async def _log_in(visitors: list[Visitor]) -> list[float]:
    return await asyncio.gather(*(visitor.log_in() for visitor in visitors))
