"""An agent whose homes are mounts, with its data in a folder of the host."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx

from hub_ext.storage.record import Record, RecordFile
from tests.integration.storage.container import IMAGE, AgentContainer, docker
from tests.integration.storage.objectstore import ObjectStore

#: What the host still sees of mounts whose agent was removed, the innermost first.
_CLEAR = """for place in $(cut -d' ' -f5 /proc/self/mountinfo | grep "^$0/" | sort -r); do
  umount --lazy "$place" || true
done
find "$0" -mindepth 1 -delete"""


class MountAgent(AgentContainer):
    """The agent, where its data is, and where its sockets are."""

    def __init__(self, store: ObjectStore, data: Path | None = None, **settings: str) -> None:
        self.data = data or Path(tempfile.mkdtemp(prefix="mounts-", dir="/tmp"))
        self.data.chmod(0o755)
        self._runtime = Path(tempfile.mkdtemp(prefix="run-", dir="/tmp"))
        self._runtime.chmod(0o711)
        super().__init__(
            store,
            volume=[
                f"--volume={self.data}:{self.data}:rshared",
                f"--volume={self._runtime}:/run/eduhub",
            ],
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
        cache = self.home(user) / "state" / "cache"
        return self.run("sh", "-c", f"find {cache} -type f 2>/dev/null || true")

    def home(self, user: str) -> Path:
        """The folder of somebody whose name needs no change to be a folder's."""
        return self.data / "homes" / user

    def rclone(self, user: str) -> httpx.Client:
        """Return a connection to the rclone of a person's home."""
        socket = self._runtime / "mounts" / user / "rclone.sock"
        return httpx.Client(
            transport=httpx.HTTPTransport(uds=str(socket)), base_url="http://rclone", timeout=30
        )

    def remember(self, record: Record) -> None:
        """Put a record in place of a home's own, as if an earlier agent had written it."""
        self.stop()
        RecordFile(self.home(record.user_id)).write(record)
        self.start_again()

    def remove(self) -> None:
        super().remove()
        docker(
            *("run", "--rm", "--cap-add=SYS_ADMIN", "--security-opt=apparmor:unconfined"),
            *(f"--volume={self.data}:{self.data}:rshared", IMAGE, "sh", "-c", _CLEAR),
            str(self.data),
        )
        shutil.rmtree(self._runtime)
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


#: Without `ps`: every process whose command line says `rclone mount` and names these keys.
_KILL = """for process in /proc/[0-9]*; do
  if tr '\\0' ' ' < $process/cmdline 2>/dev/null | grep -q "^rclone mount .*$0"; then
    kill -9 ${process#/proc/}
  fi
done"""
