"""A lesson for each test: two students at work in the composed system."""

from collections.abc import Awaitable, Callable

import pytest

from tests.e2e.person import Person
from tests.e2e.stack import Stack
from tests.e2e.survival.lesson import Lesson

BeginLesson = Callable[[], Awaitable[Lesson]]


@pytest.fixture
def begin_lesson(stack: Stack, person: Callable[[str], Awaitable[Person]]) -> BeginLesson:
    """Lets a lesson begin when the test is ready for it; servers are stopped after the test."""

    async def begin() -> Lesson:
        return await Lesson.begin(stack, [await person("student29"), await person("student30")])

    return begin


@pytest.fixture
async def lesson(begin_lesson: BeginLesson) -> Lesson:
    """A lesson that goes on."""
    return await begin_lesson()
