"""The storage agent's own image, run with the rights that the composed system gives it."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx

from hub_ext.storage.client import StorageClient
from tests.integration.storage.agent import LOOK_TOKEN, TOKEN
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


class AgentContainer:
    """An agent in a container. Its data is inside: only the mount namespace is of interest here."""

    def __init__(self, store: ObjectStore, *, volume: Sequence[str] = ()) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._secrets = Path(tempfile.mkdtemp(prefix="secrets-"))
        (self._secrets / "hub_storage_token").write_text(TOKEN)
        (self._secrets / "hub_look_token").write_text(LOOK_TOKEN)
        environment = {
            "HUB_MODE": "dev",
            "HUB_DATA_DIR": "/data",
            "S3_ENDPOINT_URL": store.endpoint,
            "BUCKET_NAME": BUCKET,
        }
        self.name = _docker(
            *("run", "--detach", "--network=host", *_RIGHTS, *volume),
            f"--volume={self._secrets}:/run/secrets:ro",
            *(f"--env={name}={value}" for name, value in environment.items()),
            *("eduhub/storage:latest", "python", "-m", "hub_ext.storage"),
            *("--host=127.0.0.1", f"--port={port}"),
        ).strip()

    def wait_until_healthy(self) -> None:
        wait_until(self._healthy, 30, "the agent is healthy")

    def client(self) -> StorageClient:
        return StorageClient(self.url, TOKEN)

    def as_student(self, person: str, script: str) -> None:
        """Run a shell script in a person's home with their own rights."""
        home = f"{_HOMES}/{person}/files"
        _docker("exec", "--user=1000:1000", f"--workdir={home}", self.name, "sh", "-ec", script)

    def run(self, *command: str) -> str:
        return _docker("exec", self.name, *command)

    def stop(self) -> int:
        """Tell it to end, kill it after 20 s; return its exit status."""
        _docker("stop", "--time=20", self.name)
        return int(_docker("inspect", "--format={{.State.ExitCode}}", self.name))

    def log(self) -> str:
        return _docker("logs", self.name)

    def remove(self) -> None:
        _docker("rm", "--force", "--volumes", self.name)
        shutil.rmtree(self._secrets)

    def _healthy(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
