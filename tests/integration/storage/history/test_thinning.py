"""Rounds of thinning against the real store."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub_ext.storage.errors import StorageError
from hub_ext.storage.history.bucket import HistoryBucket
from hub_ext.storage.history.rounds import Rounds
from hub_ext.storage.history.usage import Usage
from hub_ext.storage.objects import Objects
from hub_ext.storage.rclone import Rclone
from hub_ext.storage.store import moment_name
from tests.integration.storage.agent import storage_settings
from tests.integration.storage.objectstore import BUCKET, ObjectStore

KEPT_FOR = timedelta(days=30)
MOST = 5


class Thinning:
    """What does the rounds, and what they leave."""

    def __init__(self, store: ObjectStore, rclone: Rclone, place: Path) -> None:
        self.store = store
        self.place = place
        self.usage = Usage()
        objects, bucket = Objects(rclone, BUCKET), HistoryBucket(rclone, BUCKET)
        self.rounds = Rounds(objects, bucket, self.usage, place, KEPT_FOR, MOST)

    def put(self, person: str, path: str, age: timedelta) -> str:
        moment = moment_name(datetime.now(UTC) - age)
        self.store.put(f"jupyterhub-history/{person}/{moment}/{path}", "12345")
        return moment

    def moments(self, person: str, path: str) -> list[str]:
        prefix = f"jupyterhub-history/{person}/"
        names = [key.removeprefix(prefix).partition("/") for key in self.store.keys(prefix)]
        return [moment for moment, _, inside in names if inside == path]


@pytest.fixture
async def thinning(store: ObjectStore, passable: Path) -> AsyncIterator[Thinning]:
    settings = storage_settings(store.endpoint)
    rclone = Rclone(settings, passable / "rclone")
    await rclone.start()
    yield Thinning(store, rclone, passable / "round")
    await rclone.stop()


async def test_what_is_old_or_too_much_goes_and_the_rest_stays(
    thinning: Thinning, person: str, caplog: pytest.LogCaptureFixture
) -> None:
    # Nobody else's, so that the line of log is about these.
    for key in thinning.store.keys("jupyterhub-history/"):
        thinning.store.delete(key)
    minutes = [thinning.put(person, "과제/a b.ipynb", timedelta(minutes=n)) for n in range(12)]
    thinning.put(person, "old.ipynb", timedelta(days=31))
    young = thinning.put(person, "old.ipynb", timedelta(days=29))
    thinning.store.put(f"jupyterhub-history/{person}/notes.txt", "not ours")
    with caplog.at_level(logging.INFO):
        await thinning.rounds.round()
    kept = thinning.moments(person, "과제/a b.ipynb")
    assert len(kept) == MOST
    assert {minutes[0], minutes[-1]} <= set(kept) <= set(minutes)
    assert thinning.moments(person, "old.ipynb") == [young]
    assert thinning.store.get(f"jupyterhub-history/{person}/notes.txt") == "not ours"
    assert thinning.usage.of(person) == 5 * (MOST + 1)
    assert [record.getMessage() for record in caplog.records] == [
        "history: 1 people, 6 versions of 30 bytes; 8 dropped, 0 people not asked"
    ]
    assert not thinning.place.exists()


@pytest.mark.long
async def test_a_round_goes_on_where_the_one_before_was_interrupted(
    thinning: Thinning, person: str
) -> None:
    before, after = f"a{person}", f"b{person}"
    for name in (before, after):
        thinning.put(name, "a.ipynb", timedelta(days=31))
    thinning.place.write_text(before)
    await thinning.rounds.round()
    assert len(thinning.moments(before, "a.ipynb")) == 1
    assert thinning.moments(after, "a.ipynb") == []
    await thinning.rounds.round()
    assert thinning.moments(before, "a.ipynb") == []


async def test_a_store_that_is_down_is_not_thinned_and_said(
    thinning: Thinning, person: str
) -> None:
    moment = thinning.put(person, "a.ipynb", timedelta(days=31))
    thinning.store.faults(off=True)
    with pytest.raises(StorageError):
        await thinning.rounds.round()
    thinning.store.faults()
    assert thinning.moments(person, "a.ipynb") == [moment]
    assert thinning.usage.of(person) is None
