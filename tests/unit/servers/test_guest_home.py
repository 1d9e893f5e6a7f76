"""A guest's server: no files at the storage agent, a small home that goes with the container."""

import logging
import subprocess
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyterhub import orm

from hub_ext.servers import guest_home, hardening
from hub_ext.servers.orphans import remove_orphans
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.settings import HubSettings
from hub_ext.users.guests.guest import GUESTS_GROUP
from tests.unit.servers.conftest import Spawners, make_settings
from tests.unit.servers.fakes import FakeAgent, FakeEngine

NAME = "guest_ab12cd34"


@pytest.fixture
def guest(spawners: Spawners, database: Any) -> PlatformSpawner:
    return in_group(spawners(NAME, "guest"), database)


def in_group(spawner: PlatformSpawner, database: Any) -> PlatformSpawner:
    group = orm.Group.find(database, GUESTS_GROUP) or orm.Group(name=GUESTS_GROUP)
    spawner.user.orm_user.groups = [group]
    database.commit()
    return spawner


def only_container(engine: FakeEngine) -> dict[str, Any]:
    (container,) = engine.all.values()
    config: dict[str, Any] = container["Config"]
    return config


async def test_the_storage_agent_never_hears_of_a_guest(
    guest: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    agent.unreachable = True
    await guest.start()
    await guest.stop()

    assert agent.calls == []
    assert engine.all == {}


async def test_the_home_is_in_memory_and_the_student_s(
    guest: PlatformSpawner, engine: FakeEngine
) -> None:
    await guest.start()
    host_config = only_container(engine)["HostConfig"]

    (lessons,) = host_config["Mounts"]
    assert (lessons["Target"], lessons["ReadOnly"]) == ("/home/student/lessons", True)
    options = host_config["Tmpfs"]["/home/student"].split(",")
    assert {"size=64m", "uid=1000", "gid=1000", "mode=700", "nosuid", "nodev"} <= set(options)
    assert set(host_config["Tmpfs"]) == {"/home/student", "/tmp", "/run"}  # noqa: S108


async def test_a_guest_gets_little(guest: PlatformSpawner, engine: FakeEngine) -> None:
    await guest.start()
    host_config = only_container(engine)["HostConfig"]

    assert host_config["Memory"] == host_config["MemorySwap"] == 512 * 1024**2
    assert host_config["CpuQuota"] == 50_000
    assert host_config["PidsLimit"] == 128


def test_an_operator_s_list_without_guests_does_not_give_them_more() -> None:
    settings = make_settings(
        hub_memory_limits="student=8G", hub_cpu_limits="student=4", hub_process_limit=4096
    )
    assert hardening.limits_of(settings, "guest") == hardening.Limits(512 * 1024**2, 0.5, 128)


def test_an_operator_may_give_guests_other_limits() -> None:
    settings = make_settings(
        hub_memory_limits="guest=1G", hub_cpu_limits="guest=1", hub_process_limit=64
    )
    assert hardening.limits_of(settings, "guest") == hardening.Limits(1024**3, 1.0, 64)


async def test_no_auth_state_makes_a_guest_more(
    spawners: Spawners, database: Any, engine: FakeEngine, agent: FakeAgent
) -> None:
    await in_group(spawners(NAME, "admin"), database).start()

    assert only_container(engine)["HostConfig"]["Memory"] == 512 * 1024**2
    assert agent.calls == []


async def test_whoever_only_has_such_a_name_or_role_keeps_their_files(
    spawners: Spawners, engine: FakeEngine, agent: FakeAgent
) -> None:
    await spawners(NAME, "student").start()
    await spawners("guest1", "guest").start()

    assert agent.open == {NAME, "guest1"}
    for container in engine.all.values():
        assert "/home/student" not in container["Config"]["HostConfig"]["Tmpfs"]


async def test_a_guest_is_no_less_fenced_than_a_student(
    guest: PlatformSpawner, engine: FakeEngine, settings: HubSettings
) -> None:
    await guest.start()
    config = only_container(engine)
    student = hardening.container_config(
        settings, guest_home.identity("x"), binds=(), home_state="current", environment={}
    )

    different = {"Tmpfs"}
    assert {k: v for k, v in config["HostConfig"].items() if k not in different} == {
        k: v for k, v in student["HostConfig"].items() if k not in different
    }
    assert (config["User"], config["Image"]) == (student["User"], student["Image"])


async def test_the_end_is_told_with_what_became_of_the_files(
    guest: PlatformSpawner, engine: FakeEngine
) -> None:
    await guest.start()
    assert guest.notice_text == ""
    engine.end(guest.object_id, 137, out_of_memory=True)
    await guest.poll()
    await guest.run_post_stop_hook()

    assert "지워졌습니다" in guest.notice_text
    assert engine.all == {}
    await guest.start()
    assert guest.notice_text == ""


async def test_a_guest_s_server_that_outlived_the_hub_ends_like_any_other(
    spawners: Spawners, guest: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    await guest.start()
    after = spawners(NAME, "guest", state=guest.get_state())
    await after.stop()

    assert engine.all == {}
    assert agent.calls == []


async def test_an_orphan_of_a_guest_is_removed_without_the_agent(
    guest: PlatformSpawner, engine: FakeEngine, agent: FakeAgent
) -> None:
    await guest.start()
    await remove_orphans(engine, agent.client, logging.getLogger(), "eduhub", lambda _: False)

    assert engine.all == {}
    assert agent.calls == []


def test_the_start_writes_the_notebook_and_becomes_the_server(
    settings: HubSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hardening, "HOME", str(tmp_path))
    monkeypatch.setattr(hardening, "COMMAND", ("sh", "-c", "echo $$", "jupyterhub-singleuser"))
    identity = guest_home.identity(NAME)
    command = guest_home.container_config(settings, identity, {})["Cmd"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        printed, _ = process.communicate(timeout=20)

    assert int(printed) == process.pid
    path = tmp_path / f"{NAME}.ipynb"
    text = path.read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert "손님이 만든 파일은 저장되지 않습니다" in notebook.cells[0].source
    assert "보관됩니다" not in text
    assert list(tmp_path.iterdir()) == [path]


def test_a_home_without_room_is_no_reason_not_to_start(
    settings: HubSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hardening, "HOME", str(tmp_path / "missing"))
    monkeypatch.setattr(hardening, "COMMAND", ("echo", "runs"))
    command = guest_home.container_config(settings, guest_home.identity(NAME), {})["Cmd"]

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert done.stdout == "runs\n"
