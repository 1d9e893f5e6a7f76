"""A lesson, from the first student who comes to the last who leaves."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from math import isinf
from pathlib import Path
from typing import Any, Final

from bench.lesson.diary import Diary, Event, Step, UnexpectedError
from bench.lesson.habits import Habits, Whims
from bench.lesson.homework import Homework
from bench.lesson.record import Record
from bench.lesson.room import Room
from bench.lesson.samples import MACHINE, Sampler
from bench.lesson.store_watch import LIMIT, StoreWatch
from bench.lesson.student import Student
from bench.people.timeline import Stretch
from tests.e2e.stack import Stack
from tests.waiting import NotInTimeError, eventually

_HEALTH_PAUSE: Final = 1.0
_TOLD_EVERY: Final = 60.0


async def hold(
    stack: Stack, users: Sequence[str], habits: Habits, seconds: float, seed: int
) -> Record:
    """Let people work for some time, and leave nothing running.

    Parameters
    ----------
    stack
        The system, which is up.
    seconds
        From the moment when everybody has come until the lesson is over.
    """
    diary, sampler = Diary(), Sampler(stack.name)
    watch = StoreWatch(stack.store, diary)
    room = Room(stack.url, diary, watch, asyncio.get_running_loop().create_future())
    began, worked = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory(prefix="bench-lesson-") as folder:
        async with (
            _meanwhile(watch.run()),
            _meanwhile(sampler.run()),
            _meanwhile(_tell(diary, sampler, began)),
            _health(stack, Path(folder)) as health,
        ):
            everybody = [
                asyncio.create_task(
                    Student(user, room, Whims(habits, seed, user), Homework(seed, user)).attend()
                )
                for user in users
            ]
            await asyncio.sleep(habits.arriving[1] + seconds)
            ended, worked = time.monotonic(), time.process_time() - worked
            room.over.set_result(None)
            left = await asyncio.gather(*everybody, return_exceptions=True)
            for user, error in zip(users, left, strict=True):
                if isinstance(error, Exception):
                    diary.fail(Step.PROGRAM, user, error)
            await _all_seen(watch, diary)
        events = sorted([*diary.events, *_answers(health, began)], key=lambda event: event.at)
    return Record(events, sampler.samples, began, ended, worked)


async def _all_seen(watch: StoreWatch, diary: Diary) -> None:
    async def seen() -> bool:
        return not watch.awaited

    try:
        await eventually(seen, 2 * LIMIT, "every save is in the store, or given up")
    except NotInTimeError:
        # A store that answers nothing at all; what was measured before is still worth a page.
        diary.fail(Step.STORED, "the store", UnexpectedError("the store did not answer"), LIMIT)
    await watch.look_at_the_last()


@asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do something in the background as long as the block lasts."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        if not task.cancelled() and (error := task.exception()):
            raise error


@asynccontextmanager
async def _health(stack: Stack, folder: Path) -> AsyncIterator[Path]:
    """Let another process ask the hub for its health, so that this one's own work is not in it."""
    host, port = stack.url.removeprefix("http://").split(":")
    file = folder / "health.csv"
    command = ("-m", "bench.people.health_probe", host, port, str(file), str(_HEALTH_PAUSE))
    process = await asyncio.create_subprocess_exec(sys.executable, *command)
    try:
        yield file
    finally:
        process.terminate()
        await process.wait()


def _answers(health: Path, began: float) -> list[Event]:
    stretch = Stretch(began, time.monotonic())
    times, found = stretch.values(health, 0), stretch.values(health, 1)
    return [
        Event(at, Step.HEALTH, milliseconds / 1000, "no answer" if isinf(milliseconds) else "")
        for at, milliseconds in zip(times, found, strict=True)
    ]


async def _tell(diary: Diary, sampler: Sampler, began: float) -> None:
    """Print a line every minute."""
    while True:
        await asyncio.sleep(_TOLD_EVERY)
        now = time.monotonic()
        errors = sum(1 for event in diary.events if event.trouble)
        line = f"{(now - began) / 60:.0f} min: {len(diary.events):,} steps, {errors} errors"
        if sampler.samples:
            last = sampler.samples[-1]
            line += f", {last.servers} servers, {last.memory[MACHINE] / 2**30:.2f} GiB used"
        stored = [e.seconds for e in diary.events if e.step is Step.STORED and e.at > now - 60]
        if stored:
            line += f", a save in the store after {max(stored):.1f} s at most"
        print(line, flush=True)
