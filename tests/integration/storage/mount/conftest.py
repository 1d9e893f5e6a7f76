"""An agent whose homes are mounts, with its data in a folder of the host, and students' containers."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub_ext.storage.models import OpenedHome
from hub_ext.storage.record import Record, RecordFile
from tests.integration.storage.container import IMAGE, AgentContainer, docker
from tests.integration.storage.mount.student import StudentContainer
from tests.integration.storage.objectstore import ObjectStore

#: What the host still sees of mounts whose agent was removed, the innermost first.
_CLEAR = """for place in $(cut -d' ' -f5 /proc/self/mountinfo | grep "^$0/" | sort -r); do
  umount --lazy "$place" || true
done
find "$0" -mindepth 1 -delete"""


class MountAgent(AgentContainer):
    """The agent, and where its data is."""

    def __init__(self, store: ObjectStore, data: Path | None = None, **settings: str) -> None:
        self.data = data or Path(tempfile.mkdtemp(prefix="mounts-", dir="/tmp"))
        self.data.chmod(0o755)
        super().__init__(
            store,
            volume=[f"--volume={self.data}:{self.data}:rshared"],
            data=str(self.data),
            **{"HOME_STORAGE": "mount"} | settings,
        )
        self.wait_until_healthy()

    def kill_rclone(self, *users: str) -> None:
        """Kill the rclone of these people's homes, without a word."""
        for user in users:
            self.run("sh", "-c", _KILL, f"users/{user}/jupyter/")

    def cached(self, user: str) -> str:
        """The files that rclone keeps of a home, one a line."""
        cache = self.data / "homes" / user / "state" / "cache"
        return self.run("sh", "-c", f"find {cache} -type f 2>/dev/null || true")

    def remember(self, record: Record) -> None:
        """Put a record in place of a home's own, as if an earlier agent had written it."""
        self.stop()
        RecordFile(self.data / "homes" / record.user_id).write(record)
        self.start_again()

    def remove(self) -> None:
        super().remove()
        docker(
            *("run", "--rm", "--cap-add=SYS_ADMIN", "--security-opt=apparmor:unconfined"),
            *(f"--volume={self.data}:{self.data}:rshared", IMAGE, "sh", "-c", _CLEAR),
            str(self.data),
        )
        with contextlib.suppress(FileNotFoundError):
            self.data.rmdir()


@contextlib.contextmanager
def running_agent(
    store: ObjectStore, data: Path | None = None, **settings: str
) -> Iterator[MountAgent]:
    """An agent of these settings; removed at the end with its data, which may be another's."""
    agent = MountAgent(store, data, **settings)
    try:
        yield agent
    finally:
        agent.remove()


@pytest.fixture(scope="session")
def shared_mount_agent(running_store: ObjectStore) -> Iterator[MountAgent]:
    running_store.faults()
    with running_agent(running_store) as agent:
        yield agent


@pytest.fixture
def mounts(shared_mount_agent: MountAgent, store: ObjectStore) -> Iterator[MountAgent]:
    """An agent that is not killed; every test has a person of its own."""
    yield shared_mount_agent
    # Shown of a failed test only.
    print(shared_mount_agent.log()[-5000:])


@pytest.fixture
def own_mounts(store: ObjectStore) -> Iterator[MountAgent]:
    """An agent to be killed."""
    with running_agent(store) as agent:
        yield agent
        print(agent.log()[-5000:])


Enter = Callable[[MountAgent, OpenedHome], StudentContainer]


@pytest.fixture
def enter() -> Iterator[Enter]:
    """Start a student's container with an opened home; it is gone after the test."""
    with contextlib.ExitStack() as containers:

        def start(agent: MountAgent, opened: OpenedHome) -> StudentContainer:
            container = StudentContainer(agent.data, opened)
            containers.callback(container.remove)
            return container

        yield start


#: Without `ps`: every process whose command line says `rclone mount` and names these keys.
_KILL = """for process in /proc/[0-9]*; do
  if tr '\\0' ' ' < $process/cmdline 2>/dev/null | grep -q "^rclone mount .*$0"; then
    kill -9 ${process#/proc/}
  fi
done"""
