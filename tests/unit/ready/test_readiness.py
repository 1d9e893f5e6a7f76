"""One round of questions at a time, none for long, and one line a change."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from hub_ext.ready.readiness import Readiness

LOG = logging.getLogger("tests.readiness")


class Part:
    """A part that works until somebody breaks it."""

    def __init__(self) -> None:
        self.asked = 0
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def ask(self) -> None:
        self.asked += 1
        await self.gate.wait()
        if self.error:
            raise self.error


@pytest.fixture
def part() -> Part:
    return Part()


@pytest.fixture
def readiness(part: Part) -> Callable[..., Readiness]:
    def make(**limits: float) -> Readiness:
        return Readiness({"engine": part.ask, "proxy": Part().ask}, LOG, **limits)

    return make


async def test_a_part_that_raises_is_broken_and_the_others_are_not(
    part: Part, readiness: Callable[..., Readiness]
) -> None:
    part.error = OSError("no such socket")
    assert await readiness().parts() == {"engine": "broken", "proxy": "ok"}


async def test_a_part_that_never_answers_is_broken_in_time(
    part: Part, readiness: Callable[..., Readiness]
) -> None:
    part.gate.clear()
    async with asyncio.timeout(5):
        assert (await readiness(patience=0.05).parts())["engine"] == "broken"


async def test_however_many_ask_the_parts_are_asked_once(
    part: Part, readiness: Callable[..., Readiness]
) -> None:
    asked = readiness()
    await asyncio.gather(*(asked.parts() for _ in range(500)))
    await asked.parts()
    assert part.asked == 1


async def test_an_answer_does_not_hold_for_ever(
    part: Part, readiness: Callable[..., Readiness]
) -> None:
    asked = readiness(holds=0)
    assert (await asked.parts())["engine"] == "ok"
    part.error = OSError()
    assert (await asked.parts())["engine"] == "broken"


async def test_whoever_goes_away_does_not_take_the_answer_from_the_others(
    part: Part, readiness: Callable[..., Readiness]
) -> None:
    asked = readiness()
    part.gate.clear()
    first, second = (asyncio.create_task(asked.parts()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    part.gate.set()
    assert (await second)["engine"] == "ok"
    assert part.asked == 1


async def test_the_operator_reads_one_line_when_it_breaks_and_one_when_it_works_again(
    part: Part, readiness: Callable[..., Readiness], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    asked = readiness(holds=0)
    part.error = OSError("no such\nsocket")
    for _ in range(3):
        await asked.parts()
    part.error = None
    for _ in range(3):
        await asked.parts()
    assert caplog.messages == [
        "The hub is not ready: engine does not work (no such socket)", "engine works again",
    ]  # fmt: skip
