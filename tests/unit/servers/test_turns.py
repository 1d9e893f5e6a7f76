"""Whoever starts a server waits for their turn, in the order in which people came."""

import asyncio
import random

import pytest

from hub_ext.language import LanguageSetting
from hub_ext.servers import turns as turns_module
from hub_ext.servers.progress import ProgressBoard
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.servers.turns import Turns
from tests.unit.servers.conftest import Spawners
from tests.unit.servers.fakes import FakeEngine
from tests.waiting import eventually


def _nobody(before: int, seconds: int) -> None:
    raise AssertionError(f"told to wait behind {before} for {seconds} s")


class School:
    """People who start servers; each start takes until it is told to end."""

    def __init__(self, at_once: int) -> None:
        self.turns = Turns(at_once)
        self.running: list[int] = []
        self.told: dict[int, list[int]] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}
        self.ends: dict[int, asyncio.Event] = {}
        self.began: list[int] = []

    def comes(self, number: int) -> None:
        self.ends[number] = asyncio.Event()
        self.tasks[number] = asyncio.create_task(self._start(number))

    async def _start(self, number: int) -> None:
        def tell(before: int, seconds: int) -> None:
            assert seconds > 0
            self.told.setdefault(number, []).append(before)

        async with self.turns.turn(tell):
            self.began.append(number)
            self.running.append(number)
            try:
                await self.ends[number].wait()
            finally:
                self.running.remove(number)

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)


async def test_who_finds_a_free_turn_waits_for_nobody() -> None:
    turns = Turns(2)
    async with turns.turn(_nobody), turns.turn(_nobody):
        pass
    async with turns.turn(_nobody):
        pass


async def test_the_others_come_one_after_another_and_know_their_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns_module, "TELL_INTERVAL", 0.01)
    school = School(2)
    for number in range(6):
        school.comes(number)
    await school.settle()
    assert school.running == [0, 1]
    assert school.told == {2: [0], 3: [1], 4: [2], 5: [3]}
    school.ends[1].set()

    async def told_again() -> bool:
        return school.told[5] == [3, 2]

    await eventually(told_again, 5, "the last one knows that somebody less is before")
    assert school.running == [0, 2]
    for number in (0, 2, 3, 4, 5):
        school.ends[number].set()
        await school.settle()
    await asyncio.gather(*school.tasks.values())
    assert school.began == list(range(6))


async def test_nobody_is_forgotten_when_people_leave_at_random() -> None:
    chance = random.Random(7)  # noqa: S311
    school = School(3)
    for number in range(300):
        school.comes(number)
        if chance.random() < 0.5:
            await school.settle()
        for leaver in chance.sample(sorted(school.tasks), min(2, len(school.tasks))):
            if chance.random() < 0.4:
                school.tasks[leaver].cancel()
            elif chance.random() < 0.5:
                school.ends[leaver].set()
        await asyncio.sleep(0)
        assert len(school.running) <= 3
    for end in school.ends.values():
        end.set()
    await asyncio.wait(school.tasks.values(), timeout=10)
    assert all(task.done() for task in school.tasks.values())
    assert school.began == sorted(school.began)
    # Everything was given back.
    async with school.turns.turn(_nobody), school.turns.turn(_nobody), school.turns.turn(_nobody):
        pass


async def test_a_start_that_fails_gives_its_turn_back() -> None:
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            async with turns.turn(_nobody):
                raise ZeroDivisionError
    async with turns.turn(_nobody):
        pass


def test_the_estimate_is_of_what_starts_took() -> None:
    turns = Turns(4)
    assert turns.seconds_for(0) == 1
    turns._took.extend([2.0, 4.0])
    assert [turns.seconds_for(before) for before in (0, 3, 39)] == [1, 3, 30]


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        (
            LanguageSetting.KOREAN,
            "차례를 기다리고 있습니다. 앞에 12명, 약 9초 남았습니다. 이 화면을 그대로 두세요.",
        ),
        (
            LanguageSetting.ENGLISH,
            "Waiting for your turn: 12 before you, about 9 s. Keep this page open.",
        ),
    ],
)
async def test_the_page_shows_place_and_estimate(setting: LanguageSetting, text: str) -> None:
    board = ProgressBoard(setting)
    board.queue(12, 9)
    board.finish()
    assert [event async for event in board.events()] == [{"message": text, "progress": 5}]


async def test_forty_people_all_get_a_server_and_nobody_is_refused(
    spawners: Spawners, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = engine.start

    async def start_after_others(container_id: str) -> None:
        await asyncio.sleep(0)
        await start(container_id)

    monkeypatch.setattr(engine, "start", start_after_others)
    monkeypatch.setattr(PlatformSpawner, "_turns", Turns(4))
    people = [spawners(f"student{number}") for number in range(40)]
    await asyncio.gather(*(person.start() for person in people))
    seen = [[event["message"] async for event in person.board.events()] for person in people]
    lines = [first for first, *_ in seen]
    assert sum("앞에" in line for line in lines) == 36
    assert "앞에 35명" in lines[-1]
