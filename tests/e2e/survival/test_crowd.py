"""Everybody logs in at the same moment."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest

from tests.e2e.person import Person
from tests.e2e.stack import Stack
from tests.e2e.survival.lesson import Lesson
from tests.reliability import Reliability

_TABLE = range(1, 31)
_ANOTHER = """
INSERT INTO Users (userID, password, email, name, role, centerID)
SELECT '{name}', password, email, name, role, 78 FROM Users WHERE userID = 'student1'
"""


@pytest.fixture
def names(stack: Stack, request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """So many people of the table: those who are there and, where they are too few, others for a while."""
    missing = request.param - len(_TABLE)
    more = [f"burst{number}" for number in range(missing)]
    for name in more:
        stack.change_table(_ANOTHER.format(name=name))
    yield [f"student{number}" for number in _TABLE] + more
    stack.change_table("DELETE FROM Users WHERE centerID = 78")


@pytest.fixture
async def forms(stack: Stack, names: list[str]) -> AsyncIterator[list[tuple[Person, str]]]:
    """Everybody has the login form before them."""
    async with AsyncExitStack() as people:
        persons = [await people.enter_async_context(Person(stack.url, name)) for name in names]
        yield [(person, await person.open_form()) for person in persons]


@pytest.mark.survival("a burst of logins")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("names", [30, pytest.param(150, marks=pytest.mark.long)], indirect=True)
async def test_everybody_gets_in_and_a_lesson_goes_on(
    forms: list[tuple[Person, str]], lesson: Lesson, reliability: Reliability
) -> None:
    async with lesson.undisturbed():
        started = time.monotonic()
        answers = await asyncio.gather(*(person.send_form(form) for person, form in forms))
        reliability.seconds(time.monotonic() - started)
        assert [status for status, _ in answers] == [302] * len(forms)
        await lesson.as_it_was()
