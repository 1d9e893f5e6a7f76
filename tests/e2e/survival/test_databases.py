"""The platform's database and the hub's own, away, slow or locked in the middle of a lesson."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hub_ext.hub_database_trouble import CANNOT_WRITE
from tests.e2e.breaking import frozen, stopped
from tests.e2e.person import Person
from tests.e2e.stack import Stack
from tests.e2e.survival.lesson import NEWCOMER, Lesson, newcomer_starts
from tests.reliability import Reliability

_LOCK = """
import sqlite3, sys
database = sqlite3.connect("/srv/hub-data/hub.sqlite")
database.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(stack: Stack) -> Iterator[None]:
    """Somebody has the hub's database for themselves, as who looks at it with a program of SQLite's."""
    program = ("docker", "exec", "-i", stack.service("hub"), "python", "-c", _LOCK)
    with subprocess.Popen(program, stdin=-1, stdout=-1, text=True) as process:
        assert process.stdin and process.stdout
        assert process.stdout.readline() == "locked\n"
        yield
        process.stdin.close()


async def refused_login(stack: Stack) -> str:
    """What somebody reads who wants to log in: 503, and not that their password is wrong."""
    async with Person(stack.url, NEWCOMER) as newcomer:
        status, page = await newcomer.post_login()
    assert status == 503, page
    return page


@pytest.mark.survival("platform database down")
async def test_a_lesson_outlives_the_platforms_database(
    stack: Stack, lesson: Lesson, reliability: Reliability
) -> None:
    async with lesson.undisturbed():
        with stopped(stack, "dev-database"):
            assert "잠시 후 다시" in await refused_login(stack)
            for student in lesson.students:
                await student.save("수업.txt")
                assert (await student.person.hub("GET", "user"))[0] == 200
        reliability.seconds(await lesson.normal())
    await newcomer_starts(stack)


@pytest.mark.survival("platform database slow")
async def test_a_lesson_outlives_a_database_that_does_not_answer(
    stack: Stack, lesson: Lesson, reliability: Reliability
) -> None:
    async with lesson.undisturbed():
        with frozen(stack, "dev-database"):
            started = time.monotonic()
            assert "잠시 후 다시" in await refused_login(stack)
            assert time.monotonic() - started < 15
            # Nobody else waits with them.
            waiting = asyncio.create_task(refused_login(stack))
            started = time.monotonic()
            for student in lesson.students:
                assert (await student.person.hub("GET", "user"))[0] == 200
            assert time.monotonic() - started < 3
            await waiting
        reliability.seconds(await lesson.normal())
    await newcomer_starts(stack)


@pytest.mark.survival("platform database slow")
async def test_a_database_that_takes_its_time_only_takes_time(stack: Stack) -> None:
    """Each row that somebody asks for takes a second."""
    stack.change_table("RENAME TABLE Users TO FastUsers")
    stack.change_table("CREATE VIEW Users AS SELECT * FROM FastUsers WHERE SLEEP(1) = 0")
    try:
        async with Person(stack.url, NEWCOMER) as newcomer:
            started = time.monotonic()
            await newcomer.log_in()
            assert time.monotonic() - started > 1
    finally:
        stack.change_table("DROP VIEW Users")
        stack.change_table("RENAME TABLE FastUsers TO Users")


@pytest.mark.survival("hub database locked")
async def test_a_lesson_outlives_a_hub_that_cannot_write(
    stack: Stack, lesson: Lesson, reliability: Reliability
) -> None:
    async with lesson.undisturbed():
        with locked(stack):
            assert CANNOT_WRITE.ko in await refused_login(stack)
            for student in lesson.students:
                await student.save("수업.txt")
                # Known or not to be found out, and never nobody.
                status, _ = await student.person.hub("GET", "user")
                assert status in {200, 503}
        reliability.seconds(await lesson.normal())
    assert "The hub's database cannot be written" in stack.logs("hub", since="60s")
    await newcomer_starts(stack)
