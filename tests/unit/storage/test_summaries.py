"""Summaries ask the store as rarely as they can, and remember no more than they may."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.home import Home
from hub_ext.storage.homes import Homes
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.looking import summaries
from hub_ext.storage.looking.notebooks import Notebooks
from hub_ext.storage.looking.summaries import FRESH, SHOWN, Summaries
from hub_ext.storage.models import HomeStatus
from hub_ext.storage.objects import Objects, StoredObject
from hub_ext.storage.record import Record
from hub_ext.storage.told import Usage
from tests.waiting import eventually


class Bucket(Objects):
    """A store that can be held up, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0
        self.down = False
        self.bytes = 10
        self.open = asyncio.Event()
        self.open.set()

    async def size(self, prefix: str) -> int:
        self.asked.append(prefix)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.open.wait()
        finally:
            self.at_once -= 1
        if self.down:
            raise StorageError(ErrorCode.OBJECT_STORE_UNREACHABLE, "down")
        return self.bytes

    async def list(self, prefix: str, pattern: str) -> Sequence[StoredObject]:
        assert (prefix.endswith("/jupyter/"), pattern) == (True, "*.ipynb")
        return [StoredObject("a.ipynb", self.bytes, datetime.now(UTC))]


class KnownHomes(Homes):
    """Homes whose last sync a test sets."""

    since: datetime | None = None

    def known(self, user_id: str) -> HomeStatus | None:
        return HomeStatus(user_id=user_id, open=True, state="saved", since=self.since)


def _nobody_opens(layout: HomeLayout, record: Record | None) -> Home:
    raise AssertionError(layout, record)


class Class:
    """A class page's questions, on a clock of their own."""

    def __init__(self, folder: Path) -> None:
        self.now = 1000.0
        self.bucket = Bucket()
        self.homes = KnownHomes(folder, _nobody_opens)
        self.counts: dict[str, Usage] = {}
        self.summaries = Summaries(
            self.bucket, Notebooks(self.bucket), self.homes, lambda: self.now, self.counts.get
        )

    def used(self, user_id: str = "student1") -> int | None:
        return self.summaries.of([user_id])[0].used_bytes

    async def settle(self, questions: int) -> None:
        """Wait until the store was asked so often and answered."""

        async def answered() -> bool:
            return len(self.bucket.asked) >= questions and self.bucket.at_once == 0

        await eventually(answered, 5, f"{questions} questions are answered")
        await eventually(self._idle, 5, "nobody is asked any more")

    async def _idle(self) -> bool:
        return not any(task.get_name() == "summary" for task in asyncio.all_tasks())


@pytest.fixture
def group(tmp_path: Path) -> Class:
    return Class(tmp_path)


async def test_the_store_is_asked_once_a_minute_however_often_somebody_looks(
    group: Class,
) -> None:
    assert [group.used() for _ in range(5)] == [None] * 5
    await group.settle(1)
    assert [group.used() for _ in range(5)] == [10] * 5
    assert len(group.bucket.asked) == 1
    group.now += FRESH + 1
    group.bucket.bytes = 20
    assert group.used() == 10, "what was known is shown until there is something newer"
    await group.settle(2)
    assert group.used() == 20
    group.now += FRESH + SHOWN + 1
    assert group.used() is None, "what is long past is not"
    await group.summaries.stop()


async def test_what_is_counted_comes_before_what_the_store_said(group: Class) -> None:
    group.used()
    await group.settle(1)
    (before,) = group.summaries.of(["student1"])
    assert (before.used_bytes, before.quota_bytes, before.level) == (10, None, None)
    group.counts["student1"] = Usage(used_bytes=480, quota_bytes=500, level="urgent")
    (after,) = group.summaries.of(["student1"])
    assert (after.used_bytes, after.quota_bytes, after.level) == (480, 500, "urgent")
    assert after.notebooks == 1


async def test_another_sync_is_a_reason_to_ask_again(group: Class) -> None:
    group.used()
    await group.settle(1)
    group.homes.since = datetime.now(UTC)
    group.bucket.bytes = 30
    assert group.used() == 10
    await group.settle(2)
    assert group.used() == 30
    assert len(group.bucket.asked) == 2


async def test_a_store_that_does_not_answer_is_asked_again_soon_and_is_not_zero(
    group: Class,
) -> None:
    group.bucket.down = True
    group.used()
    await group.settle(1)
    assert group.used() is None
    assert len(group.bucket.asked) == 1
    group.bucket.down = False
    group.now += FRESH / 2
    group.used()
    await group.settle(2)
    assert group.used() == 10


async def test_few_are_asked_about_at_once_and_not_everybody_waits(
    group: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "_ASKED", 20)
    monkeypatch.setattr(summaries, "_REMEMBERED", 10)
    group.bucket.open.clear()
    people = [f"student{number}" for number in range(50)]
    assert {summary.used_bytes for summary in group.summaries.of(people)} == {None}
    await asyncio.sleep(0)
    group.bucket.open.set()
    await group.settle(20)
    assert group.bucket.most_at_once <= 4
    assert len(group.bucket.asked) == 20
    known = [person for person in people if group.used(person) is not None]
    assert len(known) == 10
    await group.summaries.stop()
