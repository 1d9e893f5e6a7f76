"""Unknown is not dead: what a poll says, whatever the engine answers."""

import logging

import pytest

from hub_ext.servers.engine import EngineCode, EngineError
from hub_ext.servers.spawner import PlatformSpawner
from tests.unit.servers.conftest import Spawners
from tests.unit.servers.fakes import FakeEngine

FAULTS = [EngineCode.UNREACHABLE, EngineCode.TIMEOUT, EngineCode.FAILED, EngineCode.REFUSED]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [line.getMessage() for line in caplog.records if line.levelno >= logging.WARNING]


async def test_a_server_that_was_never_started_does_not_run(spawner: PlatformSpawner) -> None:
    assert await spawner.poll() == 0


@pytest.mark.parametrize("code", FAULTS)
async def test_an_engine_that_cannot_say_leaves_a_running_server_running(
    spawner: PlatformSpawner, engine: FakeEngine, code: EngineCode
) -> None:
    await spawner.start()
    engine.faults["inspect"] = EngineError(code, "something")
    assert await spawner.poll() is None


@pytest.mark.parametrize("code", FAULTS)
async def test_a_hub_that_starts_while_the_engine_is_down_keeps_its_servers(
    spawners: Spawners, engine: FakeEngine, code: EngineCode
) -> None:
    before = spawners()
    await before.start()
    engine.faults["inspect"] = EngineError(code, "something")
    after = spawners(state=before.get_state())
    assert await after.poll() is None


async def test_a_server_known_to_be_dead_stays_dead_during_an_outage(
    spawner: PlatformSpawner, engine: FakeEngine
) -> None:
    await spawner.start()
    engine.end(spawner.object_id, 5)
    assert await spawner.poll() == 5
    engine.faults["inspect"] = EngineError(EngineCode.TIMEOUT, "something")
    assert await spawner.poll() == 5


async def test_an_outage_is_one_line_for_all_servers_and_its_end_another(
    spawners: Spawners, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    people = [spawners(f"student{number}") for number in range(1, 4)]
    for person in people:
        await person.start()
    caplog.clear()
    engine.faults["inspect"] = EngineError(EngineCode.UNREACHABLE, "connection refused")
    for _ in range(3):
        for person in people:
            await person.poll()
    engine.faults.clear()
    for person in people:
        await person.poll()
    began, ended = warnings(caplog)
    assert "does not answer" in began
    assert "answers again" in ended


@pytest.mark.parametrize(
    ("exit_code", "out_of_memory", "notice", "line"),
    [
        (0, False, "", "exit code 0, last line 'the last line'"),
        (1, False, "서버가 갑자기 멈췄습니다", "exit code 1, last line 'the last line'"),
        (137, True, "메모리를 너무 많이 써서", "exit code 137, out of memory (메모리 부족), last"),
    ],
    ids=["by its owner's wish", "crashed", "out of memory"],
)
async def test_a_server_that_ended_by_itself_says_why_once(
    spawner: PlatformSpawner,
    engine: FakeEngine,
    caplog: pytest.LogCaptureFixture,
    exit_code: int,
    out_of_memory: bool,
    notice: str,
    line: str,
) -> None:
    await spawner.start()
    caplog.clear()
    engine.end(spawner.object_id, exit_code, out_of_memory=out_of_memory)
    assert [await spawner.poll() for _ in range(3)] == [exit_code] * 3
    (written,) = warnings(caplog)
    assert "'student1'" in written
    assert line in written
    assert spawner.notice_text.startswith(notice)


async def test_a_container_that_somebody_removed_is_gone(
    spawner: PlatformSpawner, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    await spawner.start()
    engine.all.clear()
    assert await spawner.poll() == 0
    assert "removed by somebody else" in warnings(caplog)[-1]


async def test_an_unreadable_last_line_does_not_hide_the_end(
    spawner: PlatformSpawner, engine: FakeEngine
) -> None:
    await spawner.start()
    engine.end(spawner.object_id, 1)
    engine.faults["last_line"] = EngineError(EngineCode.FAILED, "something")
    assert await spawner.poll() == 1


async def test_a_record_of_somebody_elses_container_leaves_it_alone(
    spawners: Spawners, engine: FakeEngine
) -> None:
    other = spawners("student2")
    await other.start()
    spawner = spawners(state=other.get_state())
    assert await spawner.poll() == 0
    await spawner.stop()
    await spawner.run_post_stop_hook()
    assert await other.poll() is None
