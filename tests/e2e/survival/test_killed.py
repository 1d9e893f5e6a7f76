"""Parts that die in the middle of a lesson, and a hub that is replaced in the middle of one."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.breaking import composed_with, crash
from tests.e2e.stack import Stack, run
from tests.e2e.survival.lesson import Lesson, newcomer_starts, start_after_the_end
from tests.reliability import Reliability

# The system is brought up anew in some, with other services.
pytestmark = pytest.mark.timeout(300)


@pytest.mark.survival("hub killed")
async def test_a_lesson_outlives_the_hub(
    stack: Stack, lesson: Lesson, reliability: Reliability
) -> None:
    async with lesson.undisturbed():
        await asyncio.to_thread(crash, stack, "hub")
        reliability.seconds(await lesson.normal())
    await newcomer_starts(stack)


@pytest.mark.survival("proxy killed")
async def test_a_lesson_outlives_the_proxy(
    stack: Stack, lesson: Lesson, reliability: Reliability
) -> None:
    crash(stack, "proxy")
    reliability.seconds(await lesson.normal())
    await newcomer_starts(stack)


@pytest.mark.survival("agent killed")
@pytest.mark.parametrize("tries", [2, pytest.param(20, marks=pytest.mark.long)])
async def test_killing_the_agent_right_after_a_save_loses_nothing(
    stack: Stack, lesson: Lesson, reliability: Reliability, tries: int
) -> None:
    async with lesson.undisturbed():
        for _ in range(tries):
            await lesson.students[0].save("시험.txt")
            await asyncio.to_thread(crash, stack, "storage")
            reliability.seconds(await lesson.normal())
    # A lesson does not need it at once; who starts does.
    await asyncio.to_thread(stack.wait_healthy, "storage")
    await newcomer_starts(stack)


@pytest.mark.survival("host rebooted")
@pytest.mark.parametrize("tries", [1, pytest.param(20, marks=pytest.mark.long)])
async def test_killing_everything_right_after_a_save_loses_nothing(
    stack: Stack, lesson: Lesson, reliability: Reliability, tries: int
) -> None:
    for _ in range(tries):
        for student in lesson.students:
            await student.save("시험.txt")
        stack.kill("storage", "hub", "proxy")
        for student in lesson.students:
            stack.kill_server(student.person.user)
        started = time.monotonic()
        stack.up()
        for student in lesson.students:
            await start_after_the_end(stack, student)
        reliability.seconds(time.monotonic() - started)
        await lesson.normal()


@pytest.fixture
def newer_image(stack: Stack, tmp_path: Path) -> Iterator[str]:
    """The hub's image with one layer more, as a new version has."""
    name = "eduhub/hub:newer-in-a-test"
    of_now = stack.inspect(stack.service("hub"))["Config"]["Image"]
    (tmp_path / "Dockerfile").write_text(f"FROM {of_now}\nLABEL eduhub.version=newer\n")
    run("docker", "build", "-q", "-t", name, str(tmp_path), environment={"DOCKER_BUILDKIT": "0"})
    yield name
    run("docker", "rmi", name)


@pytest.mark.survival("hub upgraded to a new image")
async def test_a_lesson_outlives_an_upgrade_of_the_hub(
    stack: Stack, lesson: Lesson, reliability: Reliability, newer_image: str, tmp_path: Path
) -> None:
    services = {"hub": {"image": newer_image}}
    async with lesson.undisturbed():
        started = time.monotonic()
        async with composed_with(stack, tmp_path / "newer.yml", services):
            await lesson.normal()
            reliability.seconds(time.monotonic() - started)
            labels = stack.inspect(stack.service("hub"))["Config"]["Labels"]
            assert labels["eduhub.version"] == "newer"
        # The way back is the same one.
        await lesson.normal()
    await newcomer_starts(stack)
