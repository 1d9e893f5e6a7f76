"""A lesson that goes on: servers run, kernels have variables, files are saved. What must survive."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final, Self
from uuid import uuid4

import aiohttp

from hub_ext.servers.messages import NOTICES
from tests.e2e.person import Person
from tests.e2e.stack import Stack
from tests.waiting import eventually

#: What a part that is away looks like to a person.
AWAY: Final = (aiohttp.ClientError, AssertionError, ConnectionError, TimeoutError)
#: Seconds that a person waits for an answer before they try again.
_PATIENCE: Final = 30
_BETWEEN_TRIES: Final = 0.2
#: Comes when something has happened; nobody else's test is about them.
NEWCOMER: Final = "student27"


@dataclass
class Student:
    """Somebody at work."""

    person: Person
    container: str
    kernel: str
    variable: str
    #: What was ever saved, by the names of the files.
    files: dict[str, str] = field(default_factory=dict)

    async def save(self, name: str) -> None:
        content = f"{name} {uuid4().hex}\n"
        await self.person.save(name, content)
        self.files[name] = content

    async def remembers(self) -> None:
        """Fails unless the kernel is the one that it was."""
        printed = await self.person.execute(self.kernel, "print(점수)")
        assert printed.strip() == self.variable, printed


class Longest:
    """The longest that a kernel took to answer, in seconds."""

    seconds = 0.0


class Lesson:
    """Some students at work, and what each of them would miss.

    Parameters
    ----------
    stack
        The composed system.
    students
        At work.
    """

    def __init__(self, stack: Stack, students: list[Student]) -> None:
        self.stack, self.students = stack, students

    @classmethod
    async def begin(cls, stack: Stack, people: list[Person]) -> Self:
        """Everybody starts a server, gives a variable a value and saves a file."""
        return cls(stack, [await _at_work(stack, person) for person in people])

    async def as_it_was(self) -> None:
        """Fails unless nothing is lost and everything works, for a newcomer too.

        Nothing: the servers are the same ones, kernels have their variables, and files are on this
        host and in the object store as they were saved last.
        """
        for student in self.students:
            assert self.stack.server(student.person.user) == student.container
            await student.remembers()
            await self._files_are_there(student)
            status, model = await student.person.hub("GET", f"users/{student.person.user}")
            assert status == 200, model
            assert model["servers"][""]["ready"], model
        async with Person(self.stack.url, NEWCOMER) as newcomer:
            await newcomer.log_in()

    async def _files_are_there(self, student: Student) -> None:
        user = student.person.user
        for name, content in student.files.items():
            assert await student.person.read(name) == content
            stored = await asyncio.to_thread(self.stack.read_object, f"users/{user}/jupyter/{name}")
            assert stored == content.encode(), f"{name} in the object store"

    async def normal(self, seconds: float = 90) -> float:
        """Wait until it is as it was and return how long that took; what is not is in the error."""
        started = time.monotonic()
        while True:
            try:
                async with asyncio.timeout(_PATIENCE):
                    await self.as_it_was()
                return time.monotonic() - started
            except AWAY:
                if time.monotonic() - started > seconds:
                    raise
            await asyncio.sleep(_BETWEEN_TRIES)

    async def log_in_again(self) -> None:
        """Everybody logs in anew, in a browser that knows nothing of before, and opens their server."""
        for student in self.students:
            student.person.session.cookie_jar.clear()
            await student.person.log_in()
            await student.person.open_lab()

    @asynccontextmanager
    async def undisturbed(self) -> AsyncIterator[Longest]:
        """Kernels answer all the time inside the block, whatever happens in it; nothing is tried twice."""
        longest = Longest()

        async def works(student: Student) -> None:
            while True:
                started = time.monotonic()
                async with asyncio.timeout(_PATIENCE):
                    await student.remembers()
                longest.seconds = max(longest.seconds, time.monotonic() - started)
                await asyncio.sleep(_BETWEEN_TRIES)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(works(student)) for student in self.students]
            yield longest
            # Of what happened last, too, each has seen something.
            seen = [student.remembers() for student in self.students]
            await asyncio.gather(*seen)
            for task in tasks:
                task.cancel()


async def _at_work(stack: Stack, person: Person) -> Student:
    await person.log_in()
    await person.start_server()
    student = Student(
        person=person,
        container=stack.server(person.user),
        kernel=await person.start_kernel(),
        variable=uuid4().hex,
    )
    await person.execute(student.kernel, f"점수 = '{student.variable}'")
    await student.save("수업.txt")
    return student


async def newcomer_starts(stack: Stack) -> None:
    """Somebody who was not there gets a server, works in it and leaves."""
    async with Person(stack.url, NEWCOMER) as newcomer:
        await newcomer.log_in()
        await newcomer.start_server()
        assert await newcomer.execute(await newcomer.start_kernel(), "print(6 * 7)") == "42\n"
        await newcomer.stop_server()


async def start_after_the_end(stack: Stack, student: Student) -> None:
    """Their kernel is lost and they are told so; with a new one they go on."""
    person = student.person
    async with person.session.get(f"{stack.url}/hub/home") as page:
        assert NOTICES["ended"].ko in await page.text()
    await person.start_server()
    student.container, student.kernel = stack.server(person.user), await person.start_kernel()
    await person.execute(student.kernel, f"점수 = '{student.variable}'")


async def answers_again(student: Student, seconds: float = 90) -> float:
    """Wait until some kernel of theirs works, with or without its variables; return how long it took."""

    async def works() -> bool:
        with suppress(*AWAY):
            async with asyncio.timeout(_PATIENCE):
                return await student.person.execute(student.kernel, "print(6 * 7)") == "42\n"
        return False

    return await eventually(works, seconds, "the kernel answers again")
