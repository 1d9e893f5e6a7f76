"""A machine in a container, with an engine of its own: to be restarted, and to have its power cut."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.e2e.stack import INSTANCE, PROJECT, WITH_AN_ENGINE, Stack, run
from tests.waiting import wait_until

NAME: Final = "edupower"
#: Of the machine's network, outside it.
_NETWORK: Final = "10.213.64.0/24"
_ADDRESS: Final = "10.213.64.2"
_STORE_PORT: Final = "18433"
_IMAGES: Final = (
    "hub", "proxy", "storage", "firewall", "notebook", "dev-objectstore", "dev-database",
)  # fmt: skip
_DATA: Final = "/var/lib/edupower"


class StackInMachine(Stack):
    """The composed system in a machine; its engine is asked while `DOCKER_HOST` names it."""

    def script(self, name: str, **more: str) -> str:
        """Run ``scripts/NAME`` in the machine, whose mounts it looks at."""
        settings = {**self.environment, **more}
        given = [f"--env={name}={value}" for name, value in settings.items()]
        return outside("exec", *given, "-w", str(PROJECT), NAME, f"scripts/{name}")


def outside(*command: str) -> str:
    """Run a command of the engine that the machine itself is a container of."""
    around = {name: value for name, value in os.environ.items() if name != "DOCKER_HOST"}
    done = subprocess.run(
        ["docker", *command], env=around, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Machine:
    """The container that is the machine.

    Parameters
    ----------
    folder
        Of this host and of the machine: the socket of its engine is here.
    """

    folder: Path

    @property
    def socket(self) -> Path:
        return self.folder / "docker.sock"

    @property
    def stack(self) -> StackInMachine:
        """The composed system in it."""
        return StackInMachine(
            environment={
                **INSTANCE,
                "HUB_INSTANCE": NAME,
                "HUB_NETWORK": "10.213.80.0/20",
                "HUB_DATA_DIR": _DATA,
                "HUB_BIND_ADDRESS": "0.0.0.0",
                "HUB_DEV_OPEN": "yes",
                "HUB_PORT": "18100",
                "HUB_DEV_OBJECTSTORE_PORT": "18434",
                "HUB_DEV_DATABASE_PORT": "43406",
                "COMPOSE_OVERRIDE": str(self._override()),
            },
            host=_ADDRESS,
            store_port=_STORE_PORT,
        )

    def _override(self) -> Path:
        # The store listens on its machine's loopback only.
        file = self.folder / "machine.yml"
        ports = [f"{_STORE_PORT}:8333"]
        file.write_text(json.dumps({"services": {"dev-objectstore": {"ports": ports}}}))
        return file

    def make(self) -> None:
        """Start it and bring the images over."""
        run("docker", "network", "create", "--subnet", _NETWORK, NAME)
        run(
            *("docker", "run", "-d", "--name", NAME, "--network", NAME, "--ip", _ADDRESS),
            *WITH_AN_ENGINE,
            *(f"--cap-add={capability}" for capability in ("SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE")),
            *("-e", f"SOCKET={self.socket}", "-e", f"DATA={_DATA}", "-v", _DATA),
            *("-v", f"{self.folder}:{self.folder}", "-v", f"{PROJECT}:{PROJECT}"),
            "eduhub/engine:latest",
        )
        self.wait_for_engine()
        names = [f"eduhub/{image}:latest" for image in _IMAGES]
        with subprocess.Popen(["docker", "save", *names], stdout=subprocess.PIPE) as saved:
            loaded = ["docker", "--host", f"unix://{self.socket}", "load", "-q"]
            subprocess.run(loaded, stdin=saved.stdout, check=True, timeout=600)
        assert saved.returncode == 0

    def wait_for_engine(self) -> None:
        def answers() -> bool:
            asked = ["docker", "--host", f"unix://{self.socket}", "info"]
            return subprocess.run(asked, capture_output=True, check=False).returncode == 0

        wait_until(answers, 60, "the machine's engine answers")

    def kill_engine(self, signal: str) -> None:
        """End dockerd, and nothing else; whoever is there in the place of an init system starts another."""
        outside("exec", NAME, "pkill", f"-{signal}", "-x", "dockerd")

    def cut_power(self) -> None:
        outside("kill", NAME)

    def start(self) -> None:
        outside("start", NAME)

    def remove(self) -> None:
        outside("rm", "-f", "-v", NAME)
        outside("network", "rm", NAME)
