"""The object store is away while everybody saves."""

import asyncio
import time

import pytest

from tests.e2e.breaking import stopped
from tests.e2e.stack import Stack
from tests.e2e.survival.lesson import Lesson, newcomer_starts
from tests.reliability import Reliability

_BETWEEN_SAVES = 2


@pytest.mark.survival("NCP down")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seconds", [30, pytest.param(600, marks=pytest.mark.long)])
async def test_a_lesson_outlives_the_object_store(
    stack: Stack, lesson: Lesson, reliability: Reliability, seconds: int
) -> None:
    async with lesson.undisturbed():
        with stopped(stack, "dev-objectstore"):
            ends = time.monotonic() + seconds
            number = 0
            while time.monotonic() < ends:
                for student in lesson.students:
                    await student.save(f"저장 {number % 10}.txt")
                number += 1
                await asyncio.sleep(_BETWEEN_SAVES)
        reliability.seconds(await lesson.normal())
    await newcomer_starts(stack)
