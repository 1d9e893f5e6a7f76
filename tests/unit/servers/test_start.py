"""Starting a server: what is told while it starts, and every way in which it cannot."""

import asyncio
from typing import Any

import pytest
from jupyterhub.spawner import SpawnException

from hub_ext.servers import spawner as spawner_module
from hub_ext.servers.engine import EngineCode, EngineError
from hub_ext.servers.messages import REFUSALS
from hub_ext.servers.spawner import PlatformSpawner
from tests.unit.servers.conftest import Spawners
from tests.unit.servers.fakes import ADDRESS, FakeAgent, FakeEngine

NO_IMAGE = EngineError(EngineCode.NOT_FOUND, "No such image: eduhub/notebook:latest")
NO_NETWORK = EngineError(EngineCode.NOT_FOUND, "network eduhub-users not found")
NO_ENGINE = EngineError(EngineCode.UNREACHABLE, "connection refused")
SLOW_ENGINE = EngineError(EngineCode.TIMEOUT, "no answer in time")
FULL_ENGINE = EngineError(EngineCode.DISK_FULL, "no space left on device")
REFUSING = EngineError(EngineCode.REFUSED, "engine-broker: Image: is not the configured one")
TAKEN_NAME = EngineError(EngineCode.CONFLICT, 'The container name "/x" is already in use by "y"')
BROKEN_ENGINE = EngineError(EngineCode.FAILED, "server error")

_AGENT = "파일을 준비하는 프로그램이 응답하지 않아서 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 잠시 후 다시 시도해 주세요. 계속되면 선생님께 알려 주세요."
_ENGINE = "서버를 실행하는 컴퓨터가 응답하지 않아서 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 잠시 후 다시 시도해 주세요. 계속되면 선생님께 알려 주세요."
_BUSY = "서버를 실행하는 컴퓨터가 너무 바빠서 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 잠시 후 다시 시도해 주세요. 계속되면 선생님께 알려 주세요."
_FULL = "컴퓨터의 저장 공간이 가득 차서 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 선생님께 이 화면을 보여 주세요."
_OTHER = "문제가 생겨서 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 잠시 후 다시 시도해 주세요. 계속되면 선생님께 알려 주세요."


async def refused(spawner: PlatformSpawner) -> SpawnException:
    with pytest.raises(SpawnException) as caught:
        await spawner.start()
    return caught.value


async def test_a_server_starts_with_its_owners_files(
    spawner: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    assert await spawner.start() == (ADDRESS, 8888)
    (container,) = engine.all.values()
    assert container["Name"] == "eduhub-student1"
    assert container["Config"]["HostConfig"]["Mounts"][0]["Source"].endswith("homes/student1/files")
    assert agent.open == {"student1"}
    assert await spawner.poll() is None


async def test_the_role_of_the_login_decides_the_limits(
    spawners: Spawners, engine: FakeEngine
) -> None:
    await spawners("teacher11", "teacher").start()
    (container,) = engine.all.values()
    assert container["Config"]["HostConfig"]["Memory"] == 2 * 1024**3
    assert "MEM_LIMIT=2147483648" in container["Config"]["Env"]


async def test_nothing_of_the_hubs_environment_gets_in(
    spawner: PlatformSpawner, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_PASSWORD", "not for students")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/hub")
    await spawner.start()
    (container,) = engine.all.values()
    names = {entry.partition("=")[0] for entry in container["Config"]["Env"]}
    own = {"CPU_LIMIT", "MEM_LIMIT", "JPY_API_TOKEN", "JUPYTER_IMAGE_SPEC", "EDUHUB_LANGUAGE"}
    own |= {"EDUHUB_KERNEL_IDLE_SECONDS", "EDUHUB_LAB_FILES", "EDUHUB_LAB_FILES_VERSIONS"}
    assert {name for name in names if not name.startswith("JUPYTERHUB_")} == own


async def test_the_hub_is_found_on_the_servers_own_network(
    spawner: PlatformSpawner, engine: FakeEngine
) -> None:
    await spawner.start()
    (container,) = engine.all.values()
    assert "JUPYTERHUB_API_URL=http://10.213.0.2:8081/hub/api" in container["Config"]["Env"]


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        ("open", "object-store-unreachable", "파일 저장소에 연결할 수 없어서 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 잠시 후 다시 시도해 주세요. 계속되면 선생님께 알려 주세요."),
        ("open", "object-store-refused", "파일 저장소가 접속을 허락하지 않아서 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 선생님께 이 화면을 보여 주세요."),
        ("open", "object-store-busy", "파일 저장소가 너무 바빠서 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 잠시 후 다시 시도해 주세요. 계속되면 선생님께 알려 주세요."),
        ("open", "bucket-missing", "파일 저장소에서 우리 보관함을 찾을 수 없어서 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 선생님께 이 화면을 보여 주세요."),
        ("open", "disk-full", _FULL),
        ("open", "invalid-user-id", "이 아이디는 파일 저장소에서 쓸 수 없는 모양이라 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 선생님께 이 화면을 보여 주세요."),
        ("open", "internal", _OTHER),
    ],
)  # fmt: skip
async def test_a_home_that_cannot_be_opened_is_a_refusal_with_its_reason(
    spawner: PlatformSpawner,
    engine: FakeEngine,
    agent: FakeAgent,
    call: str,
    code: str,
    message: str,
) -> None:
    agent.faults[call] = code
    error = await refused(spawner)
    assert (error.message, error.reason) == (message, code)
    assert "as the operator reads it" in error.log_message
    assert engine.all == {}
    assert await spawner.poll() == 0


@pytest.mark.parametrize(
    ("call", "fault", "reason", "message"),
    [
        ("inspect", NO_ENGINE, "engine-unreachable", _ENGINE),
        ("inspect", SLOW_ENGINE, "engine-timeout", _BUSY),
        ("inspect", BROKEN_ENGINE, "internal", _OTHER),
        ("create", NO_ENGINE, "engine-unreachable", _ENGINE),
        ("create", SLOW_ENGINE, "engine-timeout", _BUSY),
        ("create", FULL_ENGINE, "engine-disk-full", _FULL),
        ("create", BROKEN_ENGINE, "internal", _OTHER),
        ("create", REFUSING, "engine-refused", "서버를 실행하는 프로그램이 허락하지 않아서 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 선생님께 이 화면을 보여 주세요."),
        ("create", TAKEN_NAME, "name-taken", "같은 이름의 다른 프로그램이 실행되고 있어서 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 선생님께 이 화면을 보여 주세요."),
        ("create", NO_IMAGE, "image-missing", "노트북 프로그램이 아직 설치되지 않아서 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. 선생님께 이 화면을 보여 주세요."),
        ("start", NO_ENGINE, "engine-unreachable", _ENGINE),
        ("start", SLOW_ENGINE, "engine-timeout", _BUSY),
        ("start", FULL_ENGINE, "engine-disk-full", _FULL),
        ("start", NO_NETWORK, "internal", _OTHER),
        ("start", BROKEN_ENGINE, "internal", _OTHER),
    ],
)  # fmt: skip
async def test_every_call_to_the_engine_that_fails_is_a_refusal_and_leaves_nothing(
    spawner: PlatformSpawner,
    engine: FakeEngine,
    agent: FakeAgent,
    call: str,
    fault: EngineError,
    reason: str,
    message: str,
) -> None:
    engine.faults[call] = fault
    error = await refused(spawner)
    assert (error.message, error.reason, error.status_code) == (message, reason, 503)
    assert "eduhub-student1" in error.log_message
    assert engine.all == {}
    assert agent.open == set()
    assert await spawner.poll() == 0


async def test_an_agent_that_is_down_is_a_refusal(
    spawner: PlatformSpawner, agent: FakeAgent
) -> None:
    agent.unreachable = True
    error = await refused(spawner)
    assert (error.message, error.reason) == (_AGENT, "agent-unreachable")
    assert agent.calls == ["open"]


async def test_a_server_that_ends_at_once_is_a_refusal_with_its_last_line(
    spawner: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    engine.after_start = lambda container: engine.end(container["Id"], 3)
    error = await refused(spawner)
    assert error.reason == "server-ended"
    assert "exit code 3, last line 'the last line'" in error.log_message
    assert engine.all == {}
    assert agent.open == set()


async def test_a_start_without_end_is_given_up(
    spawner: PlatformSpawner,
    engine: FakeEngine,
    agent: FakeAgent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(spawner_module, "START_SECONDS", 0.05)
    monkeypatch.setattr(engine, "start", never)
    error = await refused(spawner)
    assert error.reason == "start-timeout"
    assert engine.all == {}
    assert agent.open == set()


async def test_a_cancelled_start_leaves_nothing(
    spawner: PlatformSpawner,
    engine: FakeEngine,
    agent: FakeAgent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reached = asyncio.Event()

    async def never(*_: object) -> None:
        reached.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(engine, "start", never)
    start = asyncio.ensure_future(spawner.start())
    await reached.wait()
    assert await spawner.poll() is None
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    assert engine.all == {}
    assert agent.open == set()


async def test_files_that_may_be_old_are_a_notice_and_no_refusal(
    spawner: PlatformSpawner,
    engine: FakeEngine,
    agent: FakeAgent,
    caplog: pytest.LogCaptureFixture,
) -> None:
    agent.answers["open"] = {"state": "behind", "reason": "object-store-unreachable"}
    await spawner.start()
    (container,) = engine.all.values()
    assert container["Config"]["Labels"]["eduhub.home-state"] == "behind"
    assert spawner.notice_text.startswith("지금 파일 저장소에 연결할 수 없어서")
    assert spawner.get_state()["notice"] == "behind"
    lines = [event["message"] async for event in spawner.progress()]
    assert spawner.notice_text in lines


async def test_progress_is_korean_rises_and_ends(spawner: PlatformSpawner) -> None:
    watching = asyncio.ensure_future(collect(spawner))
    await spawner.start()
    events = await watching
    assert [event["message"] for event in events] == [
        "파일을 가져오는 중입니다.",
        "컨테이너를 만드는 중입니다.",
        "서버를 시작하는 중입니다.",
        "노트북이 열리기를 기다리는 중입니다.",
    ]
    percentages = [event["progress"] for event in events]
    assert percentages == sorted(percentages)
    assert percentages[-1] < 100


async def test_progress_ends_when_the_start_fails(
    spawner: PlatformSpawner, agent: FakeAgent
) -> None:
    agent.unreachable = True
    watching = asyncio.ensure_future(collect(spawner))
    await refused(spawner)
    assert [event["message"] for event in await watching] == ["파일을 가져오는 중입니다."]


async def test_the_first_line_of_jupyterhub_is_in_korean_too(spawner: PlatformSpawner) -> None:
    spawner._spawn_pending = True
    await spawner.start()
    lines = [event["message"] async for event in spawner._generate_progress()]
    assert lines[0] == "서버를 준비하고 있습니다."


async def collect(spawner: PlatformSpawner) -> list[dict[str, Any]]:
    return [event async for event in spawner.progress()]


@pytest.mark.parametrize(
    "options",
    [
        {"image": "debian:trixie-slim"},
        {"volumes": {"/": "/host"}},
        {"image": "eduhub/notebook:latest", "mounts": []},
        {"x" * 10_000: 1},
    ],
    ids=["another image", "a volume", "a mount beside the image", "a very long name"],
)
async def test_nobody_chooses_image_or_volumes(
    spawner: PlatformSpawner, engine: FakeEngine, options: dict[str, Any]
) -> None:
    spawner.user_options = spawner.orm_spawner.user_options = options
    error = await refused(spawner)
    assert (error.reason, error.status_code) == ("option-refused", 400)
    assert len(error.log_message) < 200
    assert engine.all == {}
    assert spawner.orm_spawner.user_options is None


async def test_the_one_image_may_be_named(spawner: PlatformSpawner) -> None:
    spawner.user_options = {"image": "eduhub/notebook:latest"}
    await spawner.start()


async def test_a_container_left_by_an_earlier_server_is_replaced(
    spawners: Spawners, engine: FakeEngine
) -> None:
    await spawners().start()
    (before,) = engine.all
    await spawners().start()
    (after,) = engine.all
    assert before != after


@pytest.mark.parametrize(
    "labels",
    [
        {},
        {"eduhub.instance": "eduhub", "eduhub.user": "student2"},
        {"eduhub.instance": "hubtest", "eduhub.user": "student1"},
    ],
    ids=["not of any hub", "another person's", "another hub's"],
)
async def test_a_strangers_container_with_the_name_is_not_touched(
    spawner: PlatformSpawner, engine: FakeEngine, labels: dict[str, str]
) -> None:
    engine.add("eduhub-student1", {"Labels": labels})
    error = await refused(spawner)
    assert error.reason == "name-taken"
    assert len(engine.all) == 1
    assert "stop" not in engine.calls


async def test_a_folder_outside_the_homes_is_never_mounted(
    spawner: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    agent.answers["open"] = {"path": "../../../etc"}
    assert (await refused(spawner)).reason == "internal"
    assert engine.all == {}


async def test_an_unforeseen_error_leaves_nothing_either(
    spawner: PlatformSpawner,
    engine: FakeEngine,
    agent: FakeAgent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spawner, "get_env", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        await spawner.start()
    assert agent.open == set()
    assert engine.all == {}


async def test_a_person_never_reads_the_operators_line(
    spawner: PlatformSpawner, agent: FakeAgent, caplog: pytest.LogCaptureFixture
) -> None:
    agent.faults["open"] = "object-store-refused"
    error: Any = await refused(spawner)
    for text in (error.message, error.message_html, error.jupyterhub_message):
        assert "operator" not in text
        assert "AWS" not in text
    assert "AWS_SECRET_ACCESS_KEY" in error.log_message
    assert not [record for record in caplog.records if record.exc_info]


def test_every_refusal_says_what_became_of_the_files_and_what_to_do() -> None:
    for code, message in REFUSALS.items():
        assert "저장된 파일은 그대로 있습니다." in message.ko, code
        assert message.ko.rstrip(".").endswith(("주세요", "니다")), code
        assert "Your saved files are untouched." in message.en, code


async def test_dockerspawners_single_thread_is_out_of_reach(spawner: PlatformSpawner) -> None:
    with pytest.raises(NotImplementedError):
        spawner.docker("inspect_container", "x")
