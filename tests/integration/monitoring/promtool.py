"""Prometheus and its tool in the image that `make monitoring` runs, over what deploy/monitoring has."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from tests.integration.storage.objectstore import free_port
from tests.waiting import wait_until

IMAGE: Final = "eduhub/monitoring:latest"
DEPLOYED: Final = Path(__file__).parents[3] / "deploy/monitoring"
_INSIDE: Final = "/etc/prometheus"


@contextmanager
def configuration(changes: Mapping[str, str] | None = None, **more: str) -> Iterator[Path]:
    """A folder with the rules and the configuration, in which each text is replaced by another one.

    `more` are further files, by their names with ``_`` for the dot. Nobody's account reads all of it.
    """
    folder = Path(tempfile.mkdtemp(prefix="monitoring-", dir="/tmp"))
    folder.chmod(0o755)
    text = (DEPLOYED / "prometheus.yml").read_text()
    for old, new in (changes or {}).items():
        assert old in text, f"prometheus.yml has no {old}"
        text = text.replace(old, new)
    (folder / "prometheus.yml").write_text(text)
    shutil.copy(DEPLOYED / "alerts.yml", folder)
    for name, content in more.items():
        (folder / name.replace("_", ".")).write_text(content)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def promtool(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run promtool in `folder`; its exit status and all it printed."""
    done = subprocess.run(
        [
            *("docker", "run", "--rm", "--network=none", f"--volume={folder}:{_INSIDE}:ro"),
            *(f"--workdir={_INSIDE}", IMAGE, "promtool", *arguments),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


class Prometheus:
    """One that runs on a port of this host."""

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.name = f"eduhub-test-{folder.name}"
        self._command = [
            *("docker", "run", "--rm", "--detach", f"--name={self.name}", "--network=host"),
            *("--read-only", "--cap-drop=ALL", "--tmpfs=/tmp"),
            *(f"--volume={folder}:{_INSIDE}:ro", IMAGE, "prometheus"),
            *(f"--config.file={_INSIDE}/prometheus.yml", "--storage.tsdb.path=/tmp/data"),
            f"--web.listen-address={self.url.removeprefix('http://')}",
        ]

    def start(self) -> None:
        subprocess.run(self._command, stdout=subprocess.DEVNULL, check=True)
        wait_until(self._ready, 30, "Prometheus is ready")

    def stop(self) -> None:
        subprocess.run(["docker", "kill", self.name], stdout=subprocess.DEVNULL, check=True)

    def query(self, expression: str) -> list[dict[str, Any]]:
        """The series that an expression has now."""
        found: list[dict[str, Any]] = self.ask("query", query=expression)["result"]
        return found

    def ask(self, what: str, **parameters: str) -> Any:
        answer = httpx.get(f"{self.url}/api/v1/{what}", params=parameters, timeout=10)
        told = answer.json()
        assert told["status"] == "success", told
        return told["data"]

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/-/ready", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False


def as_yaml(value: Any) -> str:
    """JSON, which YAML is a superset of."""
    return json.dumps(value)
