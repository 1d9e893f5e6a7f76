"""Stopping: the server ends, its files are saved, its container is gone, its owner is told."""

import logging

import pytest

from hub_ext.servers.engine import EngineCode, EngineError
from hub_ext.servers.messages import NOTICES
from hub_ext.servers.spawner import PlatformSpawner
from tests.unit.servers.conftest import Spawners
from tests.unit.servers.fakes import FakeAgent, FakeEngine


async def test_files_are_saved_after_the_stop_and_before_the_removal(
    spawner: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    await spawner.start()
    engine.calls.clear()
    agent.calls = engine.calls
    await spawner.stop()
    assert engine.calls == ["stop", "close", "remove"]
    assert await spawner.poll() == 0
    assert spawner.notice_text == ""


async def test_stopping_twice_is_harmless(
    spawner: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    await spawner.start()
    await spawner.stop()
    await spawner.stop()
    await spawner.run_post_stop_hook()
    assert agent.calls == ["open", "close"]


async def test_a_server_that_was_never_started_is_not_closed(
    spawner: PlatformSpawner, agent: FakeAgent
) -> None:
    await spawner.stop()
    await spawner.run_post_stop_hook()
    assert agent.calls == []


@pytest.mark.parametrize("how", ["pending", "failing", "down"])
async def test_files_that_could_not_be_saved_are_told_and_the_server_ends_all_the_same(
    spawner: PlatformSpawner,
    engine: FakeEngine,
    agent: FakeAgent,
    caplog: pytest.LogCaptureFixture,
    how: str,
) -> None:
    await spawner.start()
    if how == "pending":
        agent.answers["close"] = {"state": "pending", "reason": "object-store-unreachable"}
    elif how == "failing":
        agent.faults["close"] = "internal"
    agent.unreachable = how == "down"
    caplog.clear()
    await spawner.stop()
    assert engine.all == {}
    (line,) = [line for line in caplog.records if line.levelno >= logging.WARNING]
    assert "Files of 'student1' are on this host only" in line.getMessage()
    assert "파일은 서버 컴퓨터에 안전하게 있고" in spawner.notice_text


async def test_files_that_found_no_room_are_told_in_words_of_their_own(
    spawner: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    await spawner.start()
    agent.answers["close"] = {"state": "pending", "reason": "no-room"}
    await spawner.stop()
    assert engine.all == {}
    assert "저장 공간이 가득 차서" in spawner.notice_text
    assert "이 컴퓨터에 안전하게 있고" in spawner.notice_text


async def test_what_a_person_must_know_outlives_stop_and_hub_until_the_next_start(
    spawners: Spawners, agent: FakeAgent
) -> None:
    spawner = spawners()
    await spawner.start()
    agent.unreachable = True
    await spawner.stop()
    # The order of JupyterHub's own User.stop.
    await spawner.run_post_stop_hook()
    spawner.clear_state()
    state = spawner.get_state()
    agent.unreachable = False
    later = spawners(state=state)
    assert later.notice_text.startswith("서버는 멈췄지만")
    await later.start()
    assert later.notice_text == ""


async def test_a_container_that_ended_by_itself_is_closed_and_removed(
    spawner: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    await spawner.start()
    engine.end(spawner.object_id, 137, out_of_memory=True)
    assert await spawner.poll() == 137
    # For a dead server JupyterHub calls this and not `stop`.
    await spawner.run_post_stop_hook()
    assert engine.all == {}
    assert agent.open == set()
    assert spawner.notice_text.startswith("메모리를")


async def test_a_server_that_ended_while_the_hub_was_down_is_closed_and_removed(
    spawners: Spawners, engine: FakeEngine, agent: FakeAgent
) -> None:
    before = spawners()
    await before.start()
    engine.end(before.object_id, 1)
    after = spawners(state=before.get_state())
    assert await after.poll() == 1
    await after.run_post_stop_hook()
    assert engine.all == {}
    assert agent.open == set()


async def test_a_server_that_outlived_the_hub_is_stopped_like_any_other(
    spawners: Spawners, engine: FakeEngine, agent: FakeAgent
) -> None:
    before = spawners()
    await before.start()
    after = spawners(state=before.get_state())
    assert await after.poll() is None
    await after.stop()
    assert engine.all == {}
    assert agent.open == set()


async def test_a_server_that_cannot_be_stopped_keeps_its_files_open_and_is_removed_later(
    spawners: Spawners, engine: FakeEngine, agent: FakeAgent, caplog: pytest.LogCaptureFixture
) -> None:
    spawner = spawners()
    await spawner.start()
    engine.faults["stop"] = EngineError(EngineCode.UNREACHABLE, "connection refused")
    await spawner.stop()
    assert agent.open == {"student1"}
    assert spawner.notice_text.startswith("서버를 멈추라고 했지만")
    assert "still runs" in caplog.text
    engine.faults.clear()
    await spawners().start()
    assert len(engine.all) == 1


async def test_a_container_that_cannot_be_removed_is_one_line_for_the_operator(
    spawner: PlatformSpawner, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    await spawner.start()
    engine.faults["remove"] = EngineError(EngineCode.FAILED, "device busy")
    await spawner.stop()
    assert "could not be removed" in caplog.text
    assert spawner.notice_text == ""


async def test_a_hook_of_the_operators_own_still_runs(spawner: PlatformSpawner) -> None:
    called = []

    async def hook(spawner: PlatformSpawner) -> None:
        called.append(spawner.user.name)

    spawner.post_stop_hook = hook
    await spawner.run_post_stop_hook()
    assert called == ["student1"]


def test_every_notice_says_what_it_means_for_the_files() -> None:
    assert all("파일" in message.ko and "files" in message.en for message in NOTICES.values())
