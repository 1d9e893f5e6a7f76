"""What one student does to their own server, and that nobody else feels it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from tests.e2e.stack import Stack, run
from tests.e2e.survival.lesson import AWAY, Lesson, Student, answers_again, newcomer_starts
from tests.reliability import Reliability
from tests.waiting import wait_until

#: Seconds. Two processors are shared by everybody, and somebody else takes all of their own.
_LONGEST_ANSWER = 5

_MEMORY = """
blocks = []
while True:
    blocks.append(b"x" * 50_000_000)
"""
#: One that goes on when it may not fork any more. Most of those in a shell then end by themselves.
_FORK_BOMB = '''
import subprocess, sys
bomb = """
import os, time
while True:
    try:
        os.fork()
    except OSError:
        time.sleep(0.01)
"""
subprocess.run([sys.executable, "-c", bomb])
'''
_OUTPUT = """
line = "x" * 999
for _ in range({megabytes} * 1000):
    print(line)
"""


@asynccontextmanager
async def nobody_else_feels_it(stack: Stack, lesson: Lesson) -> AsyncIterator[Student]:
    """Who does it; the others work, and somebody new begins, inside the block."""
    greedy, *others = lesson.students
    async with Lesson(stack, others).undisturbed() as longest:
        yield greedy
        await newcomer_starts(stack)
    assert longest.seconds < _LONGEST_ANSWER, f"somebody else waited {longest.seconds} s"
    await Lesson(stack, others).as_it_was()


@pytest.mark.survival("memory exhausted by one student")
async def test_who_takes_all_memory_loses_their_own_kernel_only(
    stack: Stack, lesson: Lesson, reliability: Reliability
) -> None:
    async with nobody_else_feels_it(stack, lesson) as greedy:
        cell = asyncio.create_task(greedy.person.execute(greedy.kernel, _MEMORY))
        started = time.monotonic()
        await forgotten(greedy)
        reliability.seconds(time.monotonic() - started)
        await put_away(cell)
        assert stack.server(greedy.person.user) == greedy.container
        assert await greedy.person.read("수업.txt") == greedy.files["수업.txt"]


async def forgotten(student: Student) -> None:
    """Wait until their kernel was started anew: it answers, and has no variables."""
    async with asyncio.timeout(90):
        while True:
            with suppress(*AWAY):
                async with asyncio.timeout(5):
                    there = "print('점수' in globals())"
                    if await student.person.execute(student.kernel, there) == "False\n":
                        return
            await asyncio.sleep(0.2)


async def put_away(cell: asyncio.Task[str]) -> None:
    cell.cancel()
    await asyncio.gather(cell, return_exceptions=True)


@pytest.mark.survival("fork bomb")
async def test_a_fork_bomb_ends_with_its_own_server(
    stack: Stack, lesson: Lesson, reliability: Reliability
) -> None:
    async with nobody_else_feels_it(stack, lesson) as greedy:
        cell = asyncio.create_task(greedy.person.execute(greedy.kernel, _FORK_BOMB))
        await until_full(stack, greedy)
        # What their teacher does, or they themselves.
        started = time.monotonic()
        await greedy.person.stop_server()
        await greedy.person.start_server()
        reliability.seconds(time.monotonic() - started)
        await put_away(cell)
        assert await greedy.person.read("수업.txt") == greedy.files["수업.txt"]


async def until_full(stack: Stack, student: Student) -> None:
    """Wait until most of what their container may have are processes; threads count there, too."""
    limit: int = stack.inspect(student.container)["HostConfig"]["PidsLimit"]

    def full() -> bool:
        _header, *processes = run("docker", "top", student.container).splitlines()
        return len(processes) > limit * 3 / 4

    await asyncio.to_thread(wait_until, full, 60, "the container is full of processes")


@pytest.mark.survival("a kernel that writes without end")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("megabytes", [300, pytest.param(10_000, marks=pytest.mark.long)])
async def test_a_kernel_that_writes_without_end_drowns_nobody(
    stack: Stack, lesson: Lesson, reliability: Reliability, megabytes: int
) -> None:
    async with nobody_else_feels_it(stack, lesson) as greedy:
        code = _OUTPUT.format(megabytes=megabytes)
        shown = await greedy.person.execute(greedy.kernel, code)
        reliability.seconds(await answers_again(greedy))
        # Of all that the page got what a person can look at, and a word about the rest.
        assert len(shown) < megabytes * 1_000_000
        assert "IOPub data rate exceeded" in shown
        await greedy.remembers()
    await lesson.as_it_was()
