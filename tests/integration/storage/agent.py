"""A storage agent as a process of its own, so that it can be killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from hub_ext.settings import StorageSettings
from hub_ext.storage.client import StorageClient
from tests.integration.storage.objectstore import (
    ACCESS_KEY,
    BUCKET,
    SECRET_KEY,
    ObjectStore,
    free_port,
)
from tests.waiting import wait_until

TOKEN = "0123456789abcdef" * 4
LOOK_TOKEN = "fedcba9876543210" * 4
METRICS_TOKEN = "0011223344556677" * 4


def storage_settings(endpoint: str, **more: object) -> StorageSettings:
    """Return the settings of an agent that runs in a test's own process."""
    return StorageSettings.model_validate(
        {
            "hub_mode": "dev",
            "hub_storage_token": TOKEN,
            "hub_look_token": LOOK_TOKEN,
            "hub_metrics_token": METRICS_TOKEN,
            "s3_endpoint_url": endpoint,
            "aws_access_key_id": ACCESS_KEY,
            "aws_secret_access_key": SECRET_KEY,
            "bucket_name": BUCKET,
            **more,
        }
    )


class AgentProcess:
    """An agent with a data folder; both outlive a kill of the process."""

    def __init__(self, store: ObjectStore, **settings: str) -> None:
        # Short, and to be passed through by the student's user.
        self.folder = Path(tempfile.mkdtemp(prefix="agent-", dir="/tmp"))
        self.folder.chmod(0o711)
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.options: list[str] = []
        self.port = free_port()
        self.door_port = free_port()
        self._environment = {
            "PATH": os.environ["PATH"],
            "HUB_MODE": "dev",
            "HUB_DATA_DIR": str(self.data),
            "HUB_STORAGE_TOKEN": TOKEN,
            "HUB_LOOK_TOKEN": LOOK_TOKEN,
            "HUB_METRICS_TOKEN": METRICS_TOKEN,
            "S3_ENDPOINT_URL": store.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "BUCKET_NAME": BUCKET,
            # Some of these people have large files; what a quota does has tests of its own.
            "HUB_USER_QUOTA": "10G",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def files(self, user_id: str) -> Path:
        """The home of somebody whose name needs no change to be a folder's."""
        return self.data / "homes" / user_id / "files"

    def use(self, **settings: str) -> None:
        """Start with other settings the next time."""
        self._environment |= settings

    def client(self, token: str = TOKEN) -> StorageClient:
        return StorageClient(self.url, token)

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "hub_ext.storage", "--without-mounts"),
                    *("--host=127.0.0.1", f"--port={self.port}"),
                    f"--door-port={self.door_port}",
                    f"--runtime={self.folder / 'run'}",
                    *self.options,
                ],
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_until(self.healthy, 30, "the agent is healthy")

    def healthy(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """As a power cut would: nothing is told to anybody."""
        self.signal(signal.SIGKILL)

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(timeout=30)

    def kill_rclone(self) -> None:
        for process in self._children():
            if (process / "comm").read_text().strip() == "rclone":
                os.kill(int(process.name), signal.SIGKILL)

    def command_lines(self) -> list[bytes]:
        """What every program of this machine may read about the agent's processes."""
        assert self.process is not None
        own = Path("/proc", str(self.process.pid))
        return [(process / "cmdline").read_bytes() for process in (own, *self._children())]

    def _children(self) -> list[Path]:
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [Path("/proc", child) for child in children.read_text().split()]

    def remove(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGTERM)
        shutil.rmtree(self.folder)
