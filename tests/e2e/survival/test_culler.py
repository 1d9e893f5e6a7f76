"""The hub's own service stops servers that nobody uses, and nobody's during a lesson."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

import pytest

from hub_ext.servers.warm.timetable import now_in_seoul
from tests.e2e.person import Person
from tests.e2e.stack import PROJECT, Stack
from tests.e2e.survival.lesson import Lesson
from tests.reliability import Reliability
from tests.waiting import wait_until

#: The service as the hub started it, with its rights and its configuration, and less patience.
_IMPATIENT = """
import os, pathlib, subprocess
for process in pathlib.Path("/proc").glob("[0-9]*"):
    try:
        words = (process / "cmdline").read_bytes().decode().split("\\0")[:-1]
        if not any("/idle/culler.py" in word for word in words):
            continue
        lines = (process / "environ").read_bytes().decode().split("\\0")
    except OSError:
        continue
    words = [word for word in words if not word.startswith(("--timeout", "--cull-every"))]
    words += ["--timeout=1", "--cull-every=2"]
    environment = dict(line.split("=", 1) for line in lines if "=" in line)
    try:
        subprocess.run(words, env=environment, timeout=12)
    except subprocess.TimeoutExpired:
        print("it has looked")
    break
"""


@pytest.fixture
def timetable() -> Iterator[None]:
    """A timetable with a lesson that goes on all day."""
    file = PROJECT / "jupyterhub_config.d" / "timetable.csv"
    assert not file.exists(), "somebody's own"
    days = "월화수목금토일"
    today = now_in_seoul()
    # Midnight may come meanwhile.
    lines = [
        f"11,{days[day.weekday()]},00:00,23:59,1\n" for day in (today, today + timedelta(days=1))
    ]
    file.write_text("".join(lines))
    yield
    file.unlink()


@pytest.mark.survival("the culler during a lesson")
async def test_nobodys_server_is_stopped_during_a_lesson(
    stack: Stack, timetable: None, lesson: Lesson, reliability: Reliability
) -> None:
    # Longer than the service has patience, nobody does anything.
    looked = await asyncio.to_thread(stack.inside, stack.service("hub"), "python", "-c", _IMPATIENT)
    assert "it has looked" in looked
    reliability.seconds(await lesson.normal(10))


async def test_an_idle_server_is_stopped_by_the_service(
    stack: Stack, person: Callable[[str], Awaitable[Person]]
) -> None:
    somebody = await (await person("student33")).log_in()
    await somebody.start_server()
    await somebody.save("남는다.txt", "저장된 것")
    assert "it has looked" in stack.inside(stack.service("hub"), "python", "-c", _IMPATIENT)
    wait_until(lambda: not stack.server("student33"), 60, "the server is stopped")
    await somebody.start_server()
    assert "남는다.txt" in await somebody.names()
