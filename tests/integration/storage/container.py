"""The storage agent's own image, run with the rights that the composed system gives it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx

from hub_ext.storage.client import StorageClient
from tests.integration.storage.agent import LOOK_TOKEN, METRICS_TOKEN, TOKEN
from tests.integration.storage.objectstore import BUCKET, ObjectStore, free_port
from tests.waiting import wait_until

_RIGHTS = (
    "--cap-drop=ALL",
    *("--cap-add=SYS_ADMIN", "--cap-add=CHOWN", "--cap-add=DAC_OVERRIDE", "--cap-add=FOWNER"),
    *("--cap-add=SETUID", "--cap-add=SETGID", "--cap-add=KILL"),
    "--device=/dev/fuse",
    "--security-opt=apparmor:unconfined",
)
_HOMES = "/data/homes"
IMAGE = os.environ.get("EDUHUB_STORAGE_IMAGE", "eduhub/storage:latest")


class AgentContainer:
    """An agent in a container. Its data is inside, unless a volume says otherwise."""

    def __init__(
        self,
        store: ObjectStore,
        *,
        volume: Sequence[str] = (),
        data: str = "/data",
        **settings: str,
    ) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._secrets = Path(tempfile.mkdtemp(prefix="secrets-"))
        (self._secrets / "hub_storage_token").write_text(TOKEN)
        (self._secrets / "hub_look_token").write_text(LOOK_TOKEN)
        (self._secrets / "hub_metrics_token").write_text(METRICS_TOKEN)
        environment = {
            "HUB_MODE": "dev",
            "HUB_DATA_DIR": data,
            "S3_ENDPOINT_URL": store.endpoint,
            "BUCKET_NAME": BUCKET,
            **settings,
        }
        self.name = docker(
            *("run", "--detach", "--network=host", *_RIGHTS, *volume),
            f"--volume={self._secrets}:/run/secrets:ro",
            *(f"--env={name}={value}" for name, value in environment.items()),
            *(IMAGE, "python", "-m", "hub_ext.storage"),
            *("--host=127.0.0.1", f"--port={port}"),
        ).strip()

    def wait_until_healthy(self) -> None:
        wait_until(self._healthy, 30, "the agent is healthy")

    def client(self) -> StorageClient:
        return StorageClient(self.url, TOKEN)

    def as_student(self, person: str, script: str) -> None:
        """Run a shell script in a person's home with their own rights."""
        home = f"{_HOMES}/{person}/files"
        docker("exec", "--user=1000:1000", f"--workdir={home}", self.name, "sh", "-ec", script)

    def run(self, *command: str) -> str:
        return docker("exec", self.name, *command)

    def stop(self) -> int:
        """Tell it to end, kill it after 20 s; return its exit status."""
        docker("stop", "--time=20", self.name)
        return int(docker("inspect", "--format={{.State.ExitCode}}", self.name))

    def kill(self) -> None:
        """As a power cut would: nothing is told to anybody."""
        docker("kill", self.name)

    def start_again(self) -> None:
        docker("start", self.name)
        self.wait_until_healthy()

    def log(self) -> str:
        done = subprocess.run(
            ["docker", "logs", self.name], capture_output=True, text=True, check=True
        )
        return done.stdout + done.stderr

    def remove(self) -> None:
        docker("rm", "--force", "--volumes", self.name)
        shutil.rmtree(self._secrets)

    def _healthy(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False


def docker(*arguments: str) -> str:
    """Return what the engine's own client prints; it must succeed."""
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
