"""The hub's image, a volume of the test's own with a hub's database in it, and a checkout's own files."""

import os
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

INSTANCE = "deptest"
HUB = os.environ.get("EDUHUB_HUB_IMAGE", "eduhub/hub:latest")


def docker(*arguments: str, content: bytes = b"", status: int = 0) -> bytes:
    """Run the engine's client with `content` as its input, and return what it printed."""
    done = subprocess.run(
        ["docker", *arguments], input=content, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stderr.decode()}"
    return done.stdout if status == 0 else done.stderr


@dataclass(frozen=True)
class Host:
    """A checkout and the hub's volume.

    Attributes
    ----------
    project
        With the operator's files, and none of the programs.
    volume
        Of the engine.
    """

    project: Path
    volume: str

    def run(self, *command: str, content: bytes = b"", status: int = 0) -> bytes:
        """Run a command of `hub_ext.deploy`, as the scripts do."""
        return docker(
            *("run", "--rm", "-i", "--network=none", "--cap-drop=ALL", "--cap-add=DAC_OVERRIDE"),
            f"--volume={self.project}:/project",
            f"--volume={self.volume}:/srv/hub-data",
            *(HUB, "python", "-m", "hub_ext.deploy"),
            *command,
            content=content,
            status=status,
        )

    def python(self, program: str, *arguments: str) -> str:
        """Run a program with the hub's packages beside the volume."""
        command = ["run", "--rm", "--network=none", f"--volume={self.volume}:/srv/hub-data", HUB]
        return docker(*command, "python", "-c", program, *arguments).decode()

    def upgrade(self, status: int = 0) -> str:
        """Do what `scripts/switch` does to the tables."""
        return docker(
            *("run", "--rm", "--network=none", "--cap-drop=ALL"),
            f"--volume={self.volume}:/srv/hub-data",
            *(HUB, "jupyterhub", "upgrade-db", "--db=sqlite:////srv/hub-data/hub.sqlite"),
            status=status,
        ).decode()


@pytest.fixture
def empty_host(tmp_path: Path) -> Iterator[Host]:
    """An empty host."""
    yield from _host(tmp_path / "one")


@pytest.fixture
def other_host(tmp_path: Path) -> Iterator[Host]:
    """A second empty host."""
    yield from _host(tmp_path / "other")


def _host(project: Path) -> Iterator[Host]:
    project.mkdir()
    volume = f"deptest-{uuid.uuid4().hex[:12]}"
    docker("volume", "create", volume)
    try:
        yield Host(project, volume)
    finally:
        docker("volume", "rm", volume)
