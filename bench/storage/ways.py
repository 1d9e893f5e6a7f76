"""Each way as a container with a home in it, and a worker at that home."""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.storage.agents import IMAGE, Agent, running_agent
from bench.storage.rows import CONTENTS, LOCAL_DISK, S3FS
from bench.storage.stage import STORE_URL, Stage, hub_settings
from bench.storage.worker import Worker, running_worker
from hub_ext.servers import hardening
from hub_ext.servers.home_mounts import home_mounts
from hub_ext.setting_types import HomeStorage
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import OpenedHome
from hub_ext.users.identity import Identity
from tests.integration.storage.objectstore import ACCESS_KEY, BUCKET, SECRET_KEY

S3FS_IMAGE: Final = "eduhub/bench-s3fs:latest"
_S3FS_MOUNT: Final = "/mnt/s3"
_DOOR_PORT: Final = 8701
_STUDENT: Final = 1000


class NotOfferedError(Exception):
    """The agent does not keep homes in this way; the message says what it does instead."""


@dataclass(frozen=True)
class Home:
    """A home at which somebody works.

    Attributes
    ----------
    agent
        Who keeps it; None if nobody does.
    prefix
        Of its keys in the bucket; ``""`` if the store never has it.
    """

    way: str
    user_id: str
    worker: Worker
    agent: Agent | None
    prefix: str


@contextmanager
def running_homes(stage: Stage, ways: Sequence[str]) -> Iterator[list[Home]]:
    """Open a new home in each of `ways`, each with an agent of its own.

    Raises
    ------
    NotOfferedError
        If the agent does not keep homes in one of them.
    """
    with ExitStack() as stack:
        stack.callback(stage.containers.release, stage.folder, IMAGE)
        kept = [way for way in ways if way in list(HomeStorage)]
        agents = {
            way: stack.enter_context(running_agent(stage.containers, way, _data(stage, way)))
            for way in kept
        }
        for agent in agents.values():
            agent.wait_until_healthy()
        homes = [stack.enter_context(_home(stage, way, agents.get(way))) for way in ways]
        for home in homes:
            home.worker.wait_until_ready()
        yield homes


@contextmanager
def _home(stage: Stage, way: str, agent: Agent | None) -> Iterator[Home]:
    user_id = f"{way}-{secrets.token_hex(3)}"
    prefix = "" if way == LOCAL_DISK else HomeLayout(user_id).prefix
    folder = hardening.HOME
    if way == S3FS:
        folder = f"{_S3FS_MOUNT}/{prefix}"
        config = _s3fs_config(stage, folder)
    elif agent is None:
        config = _config(stage, way, _folder_beside(_data(stage, way)), {})
    else:
        opened = agent.open(user_id)
        if opened.way != way:
            raise NotOfferedError(f"the agent opened a home as {opened.way}")
        config = _config(stage, way, opened, _environment(opened, agent))
    with (
        stage.containers.configured(way, config) as container,
        running_worker(str(container.name), folder, by_contents=way == CONTENTS) as worker,
    ):
        yield Home(way, user_id, worker, agent, prefix)


def _environment(opened: OpenedHome, agent: Agent) -> dict[str, str]:
    """Return what the hub tells a server whose home is no folder."""
    if opened.gateway is None:
        return {}
    return {
        "EDUHUB_FILES_URL": f"http://{agent.name}:{_DOOR_PORT}",
        "EDUHUB_FILES_ACCESS_KEY": opened.gateway.access_key,
        "EDUHUB_FILES_SECRET_KEY": opened.gateway.secret_key,
    }


def _data(stage: Stage, way: str) -> Path:
    """Return what stands for ``HUB_DATA_DIR`` in one way; made at first."""
    folder = stage.folder / way
    (folder / "lessons").mkdir(parents=True, exist_ok=True)
    return folder


def _folder_beside(data: Path) -> OpenedHome:
    """Return a folder as a working copy is, that nobody keeps equal to anything."""
    layout = HomeLayout("nobody")
    files = data / layout.files
    files.mkdir(parents=True)
    files.chmod(0o700)
    os.chown(files, _STUDENT, _STUDENT)
    return OpenedHome(path=str(layout.files), state="current")


def _config(
    stage: Stage, way: str, opened: OpenedHome, environment: dict[str, str]
) -> dict[str, Any]:
    """Describe a student's container as the hub does, with a worker's own binds."""
    settings = hub_settings(_data(stage, way))
    binds = [*home_mounts(settings, opened), *stage.binds()]
    config = hardening.container_config(
        settings,
        Identity("student"),
        binds=binds,
        home_state=opened.state,
        environment=environment,
    )
    return config | {"Cmd": ["sleep", "infinity"]}


def _s3fs_config(stage: Stage, folder: str) -> dict[str, Any]:
    """Describe the container of the old system: rights and keys inside, the limits of today."""
    settings = hub_settings(_data(stage, S3FS))
    config = hardening.container_config(
        settings, Identity("student"), binds=stage.binds(), home_state="", environment={}
    )
    kept = {"NetworkMode", "Memory", "MemorySwap", "CpuPeriod", "CpuQuota", "PidsLimit", "Mounts"}
    host = {name: value for name, value in config["HostConfig"].items() if name in kept}
    device = {"PathOnHost": "/dev/fuse", "PathInContainer": "/dev/fuse", "CgroupPermissions": "rwm"}
    environment = {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "BUCKET_NAME": BUCKET,
        "S3_ENDPOINT_URL": STORE_URL,
        "BENCH_HOME": folder,
    }
    rights = {
        "CapAdd": ["SYS_ADMIN"],
        "Devices": [device],
        "SecurityOpt": ["apparmor:unconfined"],
        "Init": True,
    }
    return {
        "Image": S3FS_IMAGE,
        "Env": [f"{name}={value}" for name, value in environment.items()],
        "HostConfig": host | rights,
    }
