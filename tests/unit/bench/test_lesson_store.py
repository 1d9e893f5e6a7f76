"""When a save counts as one that the object store has."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from bench.lesson import store_watch
from bench.lesson.diary import Diary, Step
from bench.lesson.store_watch import StoreWatch
from tests.e2e.stack import BUCKET


class Store:
    """An object store that has these sums."""

    def __init__(self) -> None:
        self.sums: dict[str, str] = {}

    def head_object(self, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803 - boto3's own
        assert Bucket == BUCKET
        if Key not in self.sums:
            raise ClientError({"Error": {"Code": "404"}}, "HeadObject")
        return {"ETag": f'"{self.sums[Key]}"'}


@pytest.fixture
def watched() -> tuple[StoreWatch, Store, Diary]:
    store, diary = Store(), Diary()
    return StoreWatch(store, diary), store, diary


def steps(diary: Diary) -> list[tuple[Step, str]]:
    return [(event.step, event.trouble) for event in diary.events]


async def test_a_save_is_awaited_until_the_store_has_it(
    watched: tuple[StoreWatch, Store, Diary],
) -> None:
    watch, store, diary = watched
    watch.expect("a", "first")
    await watch.look()
    store.sums["a"] = "what was there before"
    await watch.look()
    assert (steps(diary), len(watch.awaited)) == ([], 1)
    store.sums["a"] = "first"
    await watch.look()
    assert (steps(diary), watch.awaited) == ([(Step.STORED, "")], [])


async def test_a_later_save_of_the_same_notebook_is_as_good(
    watched: tuple[StoreWatch, Store, Diary],
) -> None:
    watch, store, diary = watched
    watch.expect("a", "first")
    watch.expect("a", "second")
    store.sums["a"] = "first"
    await watch.look()
    assert len(watch.awaited) == 1
    watch.expect("a", "third")
    store.sums["a"] = "third"
    await watch.look()
    assert (steps(diary), watch.awaited) == ([(Step.STORED, "")] * 3, [])


async def test_a_save_that_does_not_come_is_given_up(
    watched: tuple[StoreWatch, Store, Diary], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, _, diary = watched
    monkeypatch.setattr(store_watch, "LIMIT", -1.0)
    watch.expect("a", "first")
    await watch.look()
    assert (steps(diary), watch.awaited) == ([(Step.STORED, "not within -1 s")], [])


async def test_the_store_has_to_have_what_was_saved_last(
    watched: tuple[StoreWatch, Store, Diary],
) -> None:
    watch, store, diary = watched
    for key in "abc":
        watch.expect(key, "first")
        watch.expect(key, "second")
    store.sums |= {"a": "second", "b": "first"}
    await watch.look_at_the_last()
    assert steps(diary) == [
        (Step.LAST, ""),
        (Step.LAST, "an earlier version"),
        (Step.LAST, "something else"),
    ]
