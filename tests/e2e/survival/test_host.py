"""The host's disk is full, and its clock jumps, in the middle of a lesson."""

import shutil
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub_ext.servers.messages import REFUSALS
from tests.e2e.breaking import composed_with, object_store_that
from tests.e2e.person import Person, RefusedError
from tests.e2e.stack import Stack, run
from tests.e2e.survival.conftest import BeginLesson
from tests.e2e.survival.lesson import NEWCOMER, newcomer_starts
from tests.reliability import Reliability

# The system is brought up anew in some, with other services.
pytestmark = pytest.mark.timeout(300)

#: Of Debian's libfaketime, in the test image; the form for programs with threads.
_LIBRARIES = Path("/usr/lib")
_HOURS = 2

_FILL = """
import os
try:
    with open("가득.bin", "wb") as file:
        while True:
            file.write(b"x" * 1_000_000)
            file.flush()
except OSError as error:
    print(os.strerror(error.errno))
"""


def on_the_host(stack: Stack, script: str) -> None:
    """Run `script` where mounts below the data folder are the host's, with that folder as $0."""
    run(
        *("docker", "run", "--rm", "--network", "none", "--cap-add", "SYS_ADMIN"),
        *("--security-opt", "apparmor:unconfined"),
        f"--mount=type=bind,source={stack.data},target={stack.data},bind-propagation=rshared",
        *("eduhub/storage:latest", "sh", "-ec", script, str(stack.data)),
    )


@pytest.fixture
def small_disk(stack: Stack) -> Iterator[None]:
    """All of the system's files lie on a disk of 300 MB."""
    on_the_host(
        stack, 'mkdir -p "$0/small"; mount -t tmpfs -o size=300m,mode=0711 small "$0/small"'
    )
    stack.up(HUB_DATA_DIR=f"{stack.data}/small")
    yield
    stack.up()
    on_the_host(stack, 'umount -l "$0/small"; rmdir "$0/small"')


@pytest.mark.survival("disk full")
async def test_a_lesson_outlives_a_full_disk(
    stack: Stack, small_disk: None, begin_lesson: BeginLesson, reliability: Reliability
) -> None:
    lesson = await begin_lesson()
    filling, other = lesson.students
    async with lesson.undisturbed():
        assert "No space left" in await filling.person.execute(filling.kernel, _FILL)
        # Refused with an error, and what was saved before is not touched by it.
        with pytest.raises(RefusedError):
            await other.person.save("수업.txt", "x" * 900_000)
        async with Person(stack.url, NEWCOMER) as newcomer:
            await newcomer.log_in()
            assert await newcomer.refused_start() == REFUSALS["disk-full"].ko
        await filling.person.execute(filling.kernel, "os.remove('가득.bin')")
        reliability.seconds(await lesson.normal())
        for student in lesson.students:
            await student.save("수업.txt")
        await lesson.normal()
        await newcomer_starts(stack)


@dataclass
class Clock:
    """What the hub takes the time to be; its file is asked again by every call."""

    file: Path

    def ahead(self, hours: int) -> None:
        # In one step: a program that finds the file empty ends.
        written = self.file.with_suffix(".new")
        written.write_text(f"+{hours * 3600}\n")
        written.replace(self.file)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of the library that shows programs another time, where the engine can bind it."""
    (library,) = _LIBRARIES.glob("*/faketime/libfaketimeMT.so.1")
    return Path(shutil.copy(library, tmp_path / "libfaketime.so"))


@pytest.fixture
async def clock(stack: Stack, library: Path, tmp_path: Path) -> AsyncIterator[Clock]:
    """The hub's own clock, which shows the right time until somebody sets it."""
    clock = Clock(tmp_path / "now")
    clock.ahead(0)
    environment = {
        "LD_PRELOAD": f"/faketime/{library.name}",
        "FAKETIME_TIMESTAMP_FILE": "/faketime/now",
        "FAKETIME_NO_CACHE": "1",
        # A clock that is set leaves that one alone.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    hub = {"environment": environment, "volumes": [f"{tmp_path}:/faketime:ro"]}
    async with composed_with(stack, tmp_path / "clock.yml", {"hub": hub}):
        yield clock


def hubs_time(stack: Stack) -> float:
    """What the hub takes the time to be, in seconds since 1970."""
    hub = stack.service("hub")
    return float(stack.inside(hub, "python", "-c", "import time; print(time.time())"))


@pytest.mark.survival("clock jump")
async def test_a_lesson_outlives_a_clock_that_jumps(
    stack: Stack, clock: Clock, begin_lesson: BeginLesson, reliability: Reliability
) -> None:
    lesson = await begin_lesson()
    async with lesson.undisturbed():
        clock.ahead(_HOURS)
        assert hubs_time(stack) - time.time() > _HOURS * 3600 - 60
        # To a store that knows the time, whoever signs two hours later is wrong.
        with object_store_that(stack, clock=-_HOURS * 3600):
            for student in lesson.students:
                await student.save("그동안.txt")
            async with Person(stack.url, NEWCOMER) as newcomer:
                await newcomer.log_in()
                assert (await newcomer.hub("GET", "user"))[0] == 200
        clock.ahead(0)
    # Sessions may be over, to a hub that believes that nobody was here for two hours. Servers are not.
    started = time.monotonic()
    await lesson.log_in_again()
    await lesson.normal()
    reliability.seconds(time.monotonic() - started)
    await newcomer_starts(stack)
