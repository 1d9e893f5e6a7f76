"""What is known of an instance, wherever that is known from."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.doctor.__main__ import told_of
from hub_ext.doctor.docker_client import Docker, DockerError, Trouble, meaning_of
from hub_ext.doctor.findings import Finding, LookError
from hub_ext.doctor.plan import _look_at_ports as look_at_ports
from hub_ext.doctor.report import to_do
from hub_ext.doctor.services import code_of_state, keeps_ending
from hub_ext.doctor.system import System

DOWN = Finding("services", "services-down", {"instance": "school"})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".env").write_text(
        'HUB_INSTANCE="school"\nHUB_LANGUAGE=en # English\nexport HUB_MODE=production\n'
        "DB_PASSWORD=hunter2\nHUB_PORT=9000\n"
    )
    run = tmp_path / ".run/school"
    run.mkdir(parents=True)
    (run / "compose.env").write_text("HUB_PORT=8001\nHUB_DATA_DIR=/data\nCOMPOSE_PROFILES=dev\n")
    return tmp_path


def test_what_runs_comes_before_what_was_written_since(project: Path) -> None:
    system = System(project, {"HUB_PORT": "9001"})
    assert system.instance == "school"
    assert system.value("HUB_PORT") == "8001"
    assert system.data == Path("/data")
    assert system.production
    assert system.value("HUB_BIND_ADDRESS") == "127.0.0.1"
    system.facts["HUB_BIND_ADDRESS"] = "10.0.0.1"
    assert system.value("HUB_BIND_ADDRESS") == "10.0.0.1"


def test_a_checkout_that_was_never_started(tmp_path: Path) -> None:
    system = System(tmp_path, {})
    assert not system.was_started
    assert system.instance == "eduhub"
    assert system.value("HUB_PORT") == "8000"
    assert system.container("hub") == "eduhub-hub-1"
    assert system.image("hub") == "eduhub/hub:latest"


def test_a_deployed_instance_has_images_and_services_of_its_version(project: Path) -> None:
    run = project / ".run/school"
    system = System(project, {})
    assert str(project / "docker-compose.yml") in system.compose()
    assert to_do(told_of(system, DOWN), "en") == "Start it: make up"
    (run / "deployed").touch()
    (run / "compose.env").write_text("HUB_VERSION=0.2.0\n")
    system = System(project, {})
    assert system.image("hub") == "eduhub/hub:0.2.0"
    assert str(run / "docker-compose.yml") in system.compose()
    # The other one refuses it.
    assert to_do(told_of(system, DOWN), "en") == "Start it: make deploy"


def test_nobody_is_told_to_stop_what_may_be_ours(project: Path) -> None:
    with pytest.raises(LookError, match="containers"):
        look_at_ports(System(project, {}))


@pytest.mark.parametrize(
    ("chosen", "shell", "spoken"),
    [("ko", "en", "ko"), (None, "ko", "ko"), (None, "browser", "ko"), (None, "", "en")],
)
def test_the_language(project: Path, chosen: str | None, shell: str, spoken: str) -> None:
    environment = {"HUB_LANGUAGE": shell} if shell else {}
    assert System(project, environment).language(chosen) == spoken


def test_settings_of_the_shell_go_on_by_name_and_nothing_else_does(project: Path) -> None:
    environment = {
        "DB_PASSWORD": "hunter2",
        "HUB_PORT": "1",
        "HUB_VERSION": "1",
        "AWS_PROFILE": "x",
    }
    assert System(project, environment).forwarded() == ["--env=DB_PASSWORD", "--env=HUB_PORT"]


@given(st.text(alphabet=st.characters(exclude_characters="\n\r\x00"), max_size=20))
def test_a_name_that_is_none_reaches_no_path_and_no_command(
    tmp_path_factory: Any, name: str
) -> None:
    instance = System(Path("/nowhere"), {"HUB_INSTANCE": name}).instance
    assert instance == name or instance == "eduhub"
    assert instance.isalnum()


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"Status": "running"}, None),
        ({"Status": "running", "Health": {"Status": "healthy"}}, None),
        ({"Status": "running", "Health": {"Status": "unhealthy"}}, "service-unhealthy"),
        ({"Status": "running", "Health": {"Status": "starting"}}, "service-starting"),
        ({"Status": "restarting", "ExitCode": 1}, "service-restarting"),
        ({"Status": "paused", "Health": {"Status": "healthy"}}, "service-paused"),
        ({"Status": "exited", "ExitCode": 0}, "service-ended"),
        ({"Status": "exited", "ExitCode": 137, "OOMKilled": True}, "service-memory"),
        ({"Status": "created"}, "service-ended"),
        ({"Status": "dead"}, "service-ended"),
    ],
)
def test_what_the_engine_says_of_a_service(state: dict[str, Any], code: str | None) -> None:
    assert code_of_state(state) == code


@pytest.mark.parametrize(
    ("restarts", "seconds", "keeps"), [(0, 5, False), (1, 5, False), (2, 5, True), (9, 600, False)]
)
def test_a_service_that_was_started_again_and_again(
    restarts: int, seconds: int, keeps: bool
) -> None:
    container = {
        "RestartCount": restarts,
        "State": {"StartedAt": "2026-11-30T03:00:00.123456789Z"},
    }
    started = datetime(2026, 11, 30, 3, tzinfo=UTC).timestamp()
    assert keeps_ending(container, started + seconds) is keeps


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", "down"),
        ("Got permission denied while trying to connect to the Docker daemon socket at unix://", "refused"),
        ("error during connect: the docker daemon: connection refused", "down"),
        ("Error: No such object: x", "failed"),
        # Of a program in a container.
        ("cat: /x: No such file or directory", "failed"),
    ],
)  # fmt: skip
def test_what_the_engines_client_says(said: str, trouble: Trouble) -> None:
    assert meaning_of(said) == trouble


def test_a_client_that_does_not_end_is_ended() -> None:
    docker = Docker(["sh", "-c", "sleep 60", "sh"], {"PATH": "/usr/bin:/bin"})
    with pytest.raises(DockerError) as failed:
        docker("info", seconds=0.2)
    assert failed.value.trouble == "silent"


def test_a_client_of_root_is_ended_by_root(tmp_path: Path) -> None:
    # It does not let itself be ended from outside, as root's processes do not.
    for name, script in (
        ("sudo", f'trap "" TERM; echo "$1" >{tmp_path}/first; "$@"'),
        ("docker", "exec sleep 60"),
    ):
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    docker = Docker(["sudo", "docker"], {"PATH": f"{tmp_path}:/usr/bin:/bin"})
    with pytest.raises(DockerError) as failed:
        docker("info", seconds=0.2)
    assert failed.value.trouble == "silent"
    assert (tmp_path / "first").read_text() == "timeout\n"


def test_a_client_that_is_not_there() -> None:
    with pytest.raises(DockerError) as failed:
        Docker(["/nowhere/docker"], {})("info")
    assert failed.value.trouble == "missing"


def test_a_container_that_is_given_up_is_removed(tmp_path: Path) -> None:
    script = f'echo "$*" >>{tmp_path}/calls; [ "$1" = rm ] || sleep 60'
    docker = Docker(["sh", "-c", script, "sh"], {"PATH": "/usr/bin:/bin"})
    with pytest.raises(DockerError):
        docker.run("eduhub/hub:latest", seconds=0.3)
    ran, removed = (tmp_path / "calls").read_text().splitlines()
    name = ran.split()[ran.split().index("--name") + 1]
    assert removed == f"rm --force {name}"
