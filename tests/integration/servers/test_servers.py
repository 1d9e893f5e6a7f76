"""A person's server as a real container: its walls, its start, its end, and what goes wrong."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jupyterhub import orm
from jupyterhub.spawner import SpawnException

from hub_ext.servers import guest_home, watched
from hub_ext.servers.broker.engine_side import EngineSide
from hub_ext.servers.broker.rules import Rules
from hub_ext.servers.broker.service import Broker, serving
from hub_ext.servers.broker.sockets import ENGINE_SOCKET
from hub_ext.servers.engine import Engine
from hub_ext.servers.orphans import OrphanSweep
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.settings import HubSettings
from hub_ext.users.guests.guest import GUESTS_GROUP
from tests.integration.servers.conftest import (
    ADDRESSES,
    INSTANCE,
    NETWORK,
    Machine,
    docker,
)
from tests.unit.servers.conftest import hub_user, make_settings, no_engine
from tests.unit.servers.fakes import NO_ENGINE, FakeAgent, let_go
from tests.waiting import eventually, wait_until

__all__ = ["no_engine"]

pytestmark = pytest.mark.docker

LOOK = """
import json, os
def lines(path): return dict(line.split(":", 1) for line in open(path) if ":" in line)
def writes(path):
    try:
        open(path, "w").write("x")
    except OSError as error:
        return type(error).__name__ + " " + os.strerror(error.errno)
    return "written"
status = lines("/proc/1/status")
print(json.dumps({
    "uid": os.getuid(), "gid": os.getgid(),
    "capabilities": [status[name].strip() for name in ("CapEff", "CapPrm", "CapBnd")],
    "no_new_privileges": status["NoNewPrivs"].strip(), "seccomp": status["Seccomp"].strip(),
    "writes": {path: writes(path) for path in
        ("/x", "/etc/x", "/usr/x", "/opt/jupyter/x", "/tmp/x", "/home/student/x",
         "/home/student/lessons/x")},
    "environment": sorted(os.environ),
    "devices": sorted(os.listdir("/dev")),
    "host": os.uname().nodename,
}))
"""


@pytest.fixture
async def engine(settings: HubSettings, tmp_path: Path) -> AsyncIterator[Engine]:
    """The engine as the hub has it: through the broker."""
    side, socket = EngineSide(ENGINE_SOCKET), tmp_path / "engine.sock"
    async with serving(Broker(Rules.of(settings), side), socket):
        engine = Engine(f"unix://{socket}")
        yield engine
        let_go(engine)
    await side.close()


@pytest.fixture
def whole_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The engine itself, for a spawner that asks for what the broker refuses."""
    engine = Engine()
    monkeypatch.setattr(watched, "shared_engine", lambda: engine)
    yield
    let_go(engine)


@pytest.fixture
def agent(data_folder: Path) -> FakeAgent:
    agent = FakeAgent()

    def make_home(path: str) -> None:
        home = data_folder / path
        home.mkdir(parents=True, exist_ok=True)
        os.chown(home, 1000, 1000)

    agent.prepare = make_home
    return agent


@pytest.fixture
def settings(data_folder: Path) -> HubSettings:
    return make_settings(
        hub_instance=INSTANCE,
        hub_network=str(NETWORK),
        hub_data_dir=str(data_folder),
        hub_memory_limits="student=512M",
        hub_process_limit=128,
    )


@pytest.fixture
def database() -> Iterator[Any]:
    session = orm.new_session_factory("sqlite:///:memory:")()
    yield session
    session.close()
    session.get_bind().dispose()


@pytest.fixture
async def spawner(
    hub: Machine,
    settings: HubSettings,
    engine: Engine,
    agent: FakeAgent,
    database: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[PlatformSpawner]:
    """student1's spawner, with the hub's stand-in at the hub's address."""
    monkeypatch.setattr(watched, "shared_engine", lambda: engine)
    monkeypatch.setattr(watched, "shared_storage", lambda _settings: agent.client)
    monkeypatch.setattr(PlatformSpawner, "_sweep", OrphanSweep())
    spawner = make_spawner(database, settings)
    yield spawner
    docker("rm", "-f", f"{INSTANCE}-student1", check=False)


def make_spawner(
    database: Any, settings: HubSettings, name: str = "student1", role: str = "student"
) -> PlatformSpawner:
    made: PlatformSpawner = hub_user(database, settings, name, role).spawners[""]
    made.orm_spawner.server = orm.Server(base_url=f"/user/{name}/")
    database.commit()
    made.api_token = "0123456789abcdef"
    made.oauth_client_id = f"jupyterhub-user-{name}"
    made.oauth_access_scopes = [f"access:servers!server={name}/"]
    return made


def containers() -> list[str]:
    listed = docker("ps", "-a", "--filter", f"label=eduhub.instance={INSTANCE}", "-q")
    return listed.split()


async def answers(address: tuple[str, int], name: str = "student1") -> bool:
    url = f"http://{address[0]}:{address[1]}/user/{name}/api"
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            return (await client.get(url, timeout=2)).is_success
        except httpx.HTTPError:
            return False


async def look_inside(spawner: PlatformSpawner) -> dict[str, Any]:
    printed = await asyncio.to_thread(docker, "exec", spawner.object_name, "python", "-c", LOOK)
    seen: dict[str, Any] = json.loads(printed)
    return seen


async def test_a_server_runs_behind_its_walls_and_stops_promptly(
    spawner: PlatformSpawner, agent: FakeAgent
) -> None:
    address = await spawner.start()
    await eventually(lambda: answers(address), 30, "the server answers")
    seen = await look_inside(spawner)
    assert (seen["uid"], seen["gid"]) == (1000, 1000)
    assert {int(value, 16) for value in seen["capabilities"]} == {0}
    assert (seen["no_new_privileges"], seen["seccomp"]) == ("1", "2")
    assert seen["host"] == "jupyter"
    written = {path for path, outcome in seen["writes"].items() if outcome == "written"}
    assert written == {"/tmp/x", "/home/student/x"}  # noqa: S108
    assert not [name for name in seen["environment"] if name.startswith(("AWS", "DB_", "HUB_"))]
    assert not [name for name in seen["devices"] if name.startswith(("sd", "vd", "mem", "fuse"))]
    assert address[0] in {str(host) for host in ADDRESSES.servers}
    started = time.monotonic()
    await spawner.stop()
    assert time.monotonic() - started < 4
    assert containers() == []
    assert agent.open == set()


async def test_the_limits_are_in_force(spawner: PlatformSpawner) -> None:
    await spawner.start()
    inspected = json.loads(docker("inspect", spawner.object_name))[0]["HostConfig"]
    assert inspected["Memory"] == inspected["MemorySwap"] == 512 * 1024**2
    fork = "import subprocess as s\nmade = []\ntry:\n    while len(made) < 300: made.append(s.Popen(['sleep', '9']))\nexcept BlockingIOError: print(len(made))\n[m.kill() for m in made]"
    assert int(docker("exec", spawner.object_name, "python", "-c", fork)) < 128
    fill = "f = open('/tmp/f', 'wb')\ntry:\n    for _ in range(256): f.write(bytes(1024**2)); f.flush()\nexcept OSError as e: print(e.errno)"
    assert docker("exec", spawner.object_name, "python", "-c", fill) == "28"


async def test_a_server_stops_promptly_in_its_first_second_too(
    spawner: PlatformSpawner, engine: Engine
) -> None:
    start = asyncio.ensure_future(spawner.start())
    await eventually(lambda: is_running(engine), 20, "the container runs")
    start.cancel()
    started = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await start
    assert time.monotonic() - started < 3
    assert containers() == []


async def is_running(engine: Engine) -> bool:
    found = await engine.inspect(f"{INSTANCE}-student1")
    return found is not None and bool(found["State"]["Running"])


async def test_a_crash_is_noticed_with_its_reason_and_cleared_away(
    spawner: PlatformSpawner, agent: FakeAgent, caplog: pytest.LogCaptureFixture
) -> None:
    await spawner.start()
    docker("kill", spawner.object_name)
    assert await spawner.poll() == 137
    assert "exit code 137" in caplog.text
    await spawner.run_post_stop_hook()
    assert containers() == []
    assert agent.open == set()
    assert spawner.notice_text.startswith("서버가 갑자기 멈췄습니다")


@NO_ENGINE
async def test_a_server_survives_a_restart_of_the_hub_and_a_dead_engine_socket(
    spawner: PlatformSpawner,
    database: Any,
    settings: HubSettings,
    monkeypatch: pytest.MonkeyPatch,
    engine: Engine,
    no_engine: Engine,
) -> None:
    address = await spawner.start()
    state = spawner.get_state()
    monkeypatch.setattr(watched, "shared_engine", lambda: no_engine)
    restarted = make_spawner(database, settings)
    restarted.load_state(state)
    assert await restarted.poll() is None
    monkeypatch.setattr(watched, "shared_engine", lambda: engine)
    assert await restarted.poll() is None
    await eventually(lambda: answers(address), 30, "the server answers")
    await restarted.stop()
    assert await restarted.poll() == 0


@NO_ENGINE
async def test_an_engine_that_is_not_there_is_a_refusal(
    spawner: PlatformSpawner, monkeypatch: pytest.MonkeyPatch, no_engine: Engine
) -> None:
    monkeypatch.setattr(watched, "shared_engine", lambda: no_engine)
    with pytest.raises(SpawnException) as caught:
        await spawner.start()
    assert caught.value.reason == "engine-unreachable"


async def start_fails(spawner: PlatformSpawner, agent: FakeAgent) -> SpawnException:
    with pytest.raises(SpawnException) as caught:
        await spawner.start()
    assert containers() == []
    assert agent.open == set()
    return caught.value


async def test_what_the_broker_does_not_allow_is_a_refusal(
    spawner: PlatformSpawner, agent: FakeAgent, settings: HubSettings
) -> None:
    spawner.settings = settings.model_copy(update={"hub_process_limit": 4096})
    error = await start_fails(spawner, agent)
    assert error.reason == "engine-refused"
    assert "HostConfig.Memory: no role has these limits" in error.log_message


async def test_an_image_that_is_missing_is_a_refusal(
    spawner: PlatformSpawner, agent: FakeAgent, settings: HubSettings, whole_engine: None
) -> None:
    spawner.settings = settings.model_copy(update={"hub_notebook_image": "servtest/none:latest"})
    error = await start_fails(spawner, agent)
    assert error.reason == "image-missing"
    assert "servtest/none" in error.log_message


async def test_a_network_that_is_missing_is_a_refusal_that_leaves_nothing(
    spawner: PlatformSpawner,
    agent: FakeAgent,
    monkeypatch: pytest.MonkeyPatch,
    whole_engine: None,
) -> None:
    monkeypatch.setattr(
        "hub_ext.servers.hardening.network_name", lambda _settings: "servtest-no-such-network"
    )
    error = await start_fails(spawner, agent)
    assert "servtest-no-such-network" in error.log_message


async def test_lessons_that_are_missing_are_a_refusal_that_leaves_nothing(
    spawner: PlatformSpawner, agent: FakeAgent, data_folder: Path
) -> None:
    (data_folder / "lessons").rmdir()
    error = await start_fails(spawner, agent)
    assert "lessons" in error.log_message
    (data_folder / "lessons").mkdir()


async def test_a_server_that_ends_at_once_is_a_refusal_with_its_last_line(
    spawner: PlatformSpawner, agent: FakeAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "hub_ext.servers.hardening.COMMAND", ("sh", "-c", "echo 'no room here'; exit 7")
    )
    error = await start_fails(spawner, agent)
    assert error.reason == "server-ended"
    assert "exit code 7, last line 'no room here'" in error.log_message


async def test_what_an_earlier_hub_left_behind_is_replaced(
    spawner: PlatformSpawner, database: Any, settings: HubSettings
) -> None:
    await spawner.start()
    (before,) = containers()
    successor = make_spawner(database, settings)
    await successor.start()
    (after,) = containers()
    assert before != after
    await successor.stop()


async def test_a_strangers_container_with_the_name_is_left_alone(
    spawner: PlatformSpawner, agent: FakeAgent
) -> None:
    name = f"{INSTANCE}-student1"
    docker("create", "--name", name, "--label", "servtest", "debian:trixie-slim", "true")
    with pytest.raises(SpawnException) as caught:
        await spawner.start()
    assert caught.value.reason == "name-taken"
    assert docker("ps", "-aq", "--filter", f"name=^{name}$")


async def test_progress_follows_the_real_start(spawner: PlatformSpawner) -> None:
    async def collect() -> list[dict[str, Any]]:
        return [event async for event in spawner.progress()]

    watching = asyncio.ensure_future(collect())
    await spawner.start()
    assert [event["progress"] for event in await watching] == [10, 45, 60, 75]


async def test_a_guest_s_home_is_small_has_a_notebook_and_goes_with_the_container(
    spawner: PlatformSpawner, agent: FakeAgent, database: Any, settings: HubSettings
) -> None:
    agent.unreachable = True
    guest = make_spawner(database, settings, "guest_ab12cd34", "guest")
    guest.user.orm_user.groups = [orm.Group(name=GUESTS_GROUP)]
    database.commit()
    address = await guest.start()
    await eventually(lambda: answers(address, "guest_ab12cd34"), 30, "the server answers")
    seen = await look_inside(guest)
    assert (seen["uid"], {int(value, 16) for value in seen["capabilities"]}) == (1000, {0})
    written = {path for path, outcome in seen["writes"].items() if outcome == "written"}
    assert written == {"/tmp/x", "/home/student/x"}  # noqa: S108
    inside = docker("exec", guest.object_name, "cat", "/home/student/guest_ab12cd34.ipynb")
    assert inside.strip() == guest_home.notebook().strip()
    fill = "f = open('/home/student/f', 'wb')\ntry:\n    for _ in range(256): f.write(bytes(1024**2)); f.flush()\nexcept OSError as e: print(e.errno)"
    assert docker("exec", guest.object_name, "python", "-c", fill) == "28"
    await guest.stop()
    assert containers() == []
    assert agent.calls == []


def test_nothing_is_left_on_the_engine(networks: None) -> None:
    wait_until(lambda: containers() == [], 5, "no container is left")
