"""A student's own container, with a mounted home bound as the hub binds it."""

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hub_ext.servers.home_mounts import home_mounts
from hub_ext.storage.models import OpenedHome
from tests.integration.storage.container import docker
from tests.unit.servers.conftest import make_settings


class StudentContainer:
    """Without network, as what is tried here has to fail for other reasons."""

    def __init__(self, data: Path, opened: OpenedHome) -> None:
        self._start(home_mounts(make_settings(hub_data_dir=data), opened), workdir="/home/student")

    def _start(self, mounts: Iterable[dict[str, Any]], workdir: str) -> None:
        binds = (
            f"--mount=type=bind,source={bind['Source']},target={bind['Target']}"
            f",bind-propagation={bind.get('BindOptions', {}).get('Propagation', 'rprivate')}"
            for bind in mounts
        )
        self.name = docker(
            *("run", "--detach", "--init", "--network=none", "--read-only", "--cap-drop=ALL"),
            *("--security-opt=no-new-privileges:true", "--user=1000:1000", "--tmpfs=/tmp"),
            *(*binds, f"--workdir={workdir}", "--entrypoint=sleep"),
            *("eduhub/notebook:latest", "infinity"),
        ).strip()

    def tries(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a shell script in the home, whatever comes of it."""
        return subprocess.run(
            ["docker", "exec", "--workdir=/home/student", self.name, "sh", "-ec", script],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def runs(self, script: str) -> str:
        """Run a shell script in the home; return what it prints."""
        done = self.tries(script)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def can(self, script: str) -> bool:
        return self.tries(script).returncode == 0

    def remove(self) -> None:
        docker("rm", "--force", "--volumes", self.name)
