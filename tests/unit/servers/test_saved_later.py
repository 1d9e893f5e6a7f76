"""That files are not saved yet is said until they are, and no longer."""

from typing import Any

import pytest

from hub_ext.servers import saved_later
from hub_ext.servers.spawner import PlatformSpawner
from tests.unit.servers.conftest import Spawners
from tests.unit.servers.fakes import FakeAgent
from tests.waiting import eventually

SINCE = "2026-03-02T05:03:00Z"


@pytest.fixture(autouse=True)
def asked_at_every_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_later, "INTERVAL_SECONDS", 0.0)


@pytest.fixture
async def unsaved(spawner: PlatformSpawner, agent: FakeAgent) -> PlatformSpawner:
    """Somebody whose server is stopped while the object store is down."""
    await spawner.start()
    agent.answers["close"] = {"state": "pending", "reason": "object-store-unreachable"}
    await spawner.stop()
    agent.calls.clear()
    assert not spawner.files_saved
    return spawner


async def look(spawner: PlatformSpawner, agent: FakeAgent) -> str:
    """Look once, wait for what that asks the agent, and return what the next look shows."""
    before = agent.calls.count("status")
    spawner.notice_text  # noqa: B018 - the look

    async def asked() -> bool:
        task = spawner._saved_later._task
        return agent.calls.count("status") > before and bool(task and task.done())

    await eventually(asked, 5, "the agent was asked")
    return spawner.notice


async def test_it_goes_away_at_the_look_after_the_files_were_saved(
    unsaved: PlatformSpawner, agent: FakeAgent, spawners: Spawners
) -> None:
    agent.answers["status"] = {"state": "waiting", "since": SINCE}
    assert await look(unsaved, agent) == "not-yet-saved"
    agent.answers["status"] = {"state": "saving", "since": SINCE}
    assert await look(unsaved, agent) == "not-yet-saved"
    agent.answers["status"] = {"state": "saved", "since": SINCE}
    assert await look(unsaved, agent) == ""
    assert unsaved.notice_text == ""
    assert unsaved.files_saved
    assert "notice" not in unsaved.orm_spawner.state, "a hub that starts again knows it too"
    assert agent.calls.count("close") == 0


@pytest.mark.parametrize(
    ("answer", "fault", "unreachable"),
    [
        # The agent has forgotten the home, so that nobody knows.
        ({"state": "saved", "since": None}, "", False),
        ({}, "internal", False),
        ({}, "", True),
    ],
    ids=["forgotten", "failing", "down"],
)
async def test_who_does_not_know_says_nothing(
    unsaved: PlatformSpawner,
    agent: FakeAgent,
    answer: dict[str, Any],
    fault: str,
    unreachable: bool,
) -> None:
    agent.answers["status"] = answer
    agent.unreachable = unreachable
    if fault:
        agent.faults["status"] = fault
    assert await look(unsaved, agent) == "not-yet-saved"


async def test_however_often_somebody_looks_the_agent_is_asked_now_and_then(
    unsaved: PlatformSpawner, agent: FakeAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_later, "INTERVAL_SECONDS", 60.0)
    await look(unsaved, agent)
    assert all(unsaved.notice_text.startswith("서버는 멈췄지만") for _ in range(20))
    task = unsaved._saved_later._task
    assert task is not None and task.done()
    assert agent.calls == ["status"]


async def test_an_answer_that_comes_after_the_next_start_changes_nothing(
    unsaved: PlatformSpawner, agent: FakeAgent
) -> None:
    agent.answers["status"] = {"state": "saved", "since": SINCE}
    agent.answers["open"] = {"state": "behind", "reason": "object-store-unreachable"}
    unsaved.notice_text  # noqa: B018 - the look
    await unsaved.start()
    assert unsaved.notice == "behind"


async def test_of_other_notices_nobody_is_asked(spawner: PlatformSpawner, agent: FakeAgent) -> None:
    spawner.notice = "ended"
    assert spawner.notice_text
    assert agent.calls == []
