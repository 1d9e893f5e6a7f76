"""Containers without a record in the hub."""

import logging

import pytest

from hub_ext.servers.engine import EngineCode, EngineError
from hub_ext.servers.orphans import OrphanSweep, remove_orphans
from tests.unit.servers.fakes import FakeAgent, FakeEngine
from tests.waiting import eventually

LOG = logging.getLogger("test")


def labels(user_id: str, instance: str = "eduhub") -> dict[str, object]:
    return {"Labels": {"eduhub.instance": instance, "eduhub.user": user_id}}


@pytest.fixture
def kept(engine: FakeEngine) -> set[str]:
    """Four containers, of which only one is an orphan of this hub; the ids of the others."""
    engine.add("eduhub-orphan", labels("orphan"))
    return {
        engine.add("eduhub-student1", labels("student1")),
        engine.add("hubtest-orphan", labels("orphan", "hubtest")),
        engine.add("database", {"Labels": {"eduhub.instance": "eduhub"}}),
    }


async def test_only_this_hubs_orphans_are_ended_and_their_files_saved(
    engine: FakeEngine, agent: FakeAgent, kept: set[str]
) -> None:
    agent.open = {"orphan", "student1"}
    await remove_orphans(engine, agent.client, LOG, "eduhub", lambda user: user == "student1")
    assert set(engine.all) == kept
    assert agent.open == {"student1"}


async def test_an_engine_that_does_not_answer_leaves_everything(
    engine: FakeEngine, agent: FakeAgent, kept: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    engine.faults["containers"] = EngineError(EngineCode.TIMEOUT, "no answer in time")
    await remove_orphans(engine, agent.client, LOG, "eduhub", lambda _: False)
    assert len(engine.all) == len(kept) + 1
    assert "were not looked for" in caplog.text


async def test_a_class_that_starts_together_looks_once(
    engine: FakeEngine, agent: FakeAgent
) -> None:
    async def called() -> bool:
        return bool(engine.calls)

    sweep = OrphanSweep()
    for _ in range(30):
        sweep.soon(engine, agent.client, LOG, "eduhub", lambda _: True)
    await eventually(called, 1, "a look for orphans")
    assert engine.calls == ["containers"]
