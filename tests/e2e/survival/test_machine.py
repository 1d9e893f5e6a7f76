"""The engine of a whole machine restarts and dies, and its power is cut, in the middle of a lesson."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest

from tests.e2e.person import Person
from tests.e2e.survival.lesson import (
    AWAY,
    Lesson,
    Student,
    newcomer_starts,
    start_after_the_end,
)
from tests.e2e.survival.machine import Machine
from tests.reliability import Reliability
from tests.waiting import eventually

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with the composed system; until the end everything that asks the engine asks its own."""
    made = Machine(tmp_path_factory.mktemp("machine"))
    with pytest.MonkeyPatch.context() as here:
        made.make()
        try:
            here.setenv("DOCKER_HOST", f"unix://{made.socket}")
            made.stack.up()
            yield made
        finally:
            made.remove()


@pytest.fixture
async def lesson(machine: Machine) -> AsyncIterator[Lesson]:
    stack = machine.stack
    async with Person(stack.url, "student29") as one, Person(stack.url, "student30") as other:
        yield await Lesson.begin(stack, [one, other])
        for person in (one, other):
            await person.stop_server()


@pytest.mark.survival("engine restarted")
@pytest.mark.parametrize("signal", ["TERM", "KILL"])
async def test_servers_outlive_their_engine(
    machine: Machine, lesson: Lesson, reliability: Reliability, signal: str
) -> None:
    started = time.monotonic()
    await asyncio.to_thread(machine.kill_engine, signal)
    await asyncio.to_thread(machine.wait_for_engine)
    await lesson.normal(180)
    reliability.seconds(time.monotonic() - started)
    await newcomer_starts(machine.stack)


@pytest.mark.survival("host rebooted")
async def test_files_outlive_a_power_cut(
    machine: Machine, lesson: Lesson, reliability: Reliability
) -> None:
    for student in lesson.students:
        await student.save("시험.txt")
    machine.cut_power()
    machine.start()
    started = time.monotonic()
    machine.wait_for_engine()
    # Nobody does anything: the engine starts what ran, as compose told it.
    await logged_in(lesson)
    for student in lesson.students:
        await start_after_the_end(machine.stack, student)
    await lesson.normal(180)
    reliability.seconds(time.monotonic() - started)


async def logged_in(lesson: Lesson) -> None:
    """Wait until everybody's session is known again."""
    for student in lesson.students:

        async def known(student: Student = student) -> bool:
            with suppress(*AWAY):
                return (await student.person.hub("GET", "user"))[0] == 200
            return False

        await eventually(known, 300, "the hub knows who was logged in")
