"""A machine with a TLS proxy: a container of the image eduhub/front."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.integration.proxy.real_proxy import free_port

#: The hub's name in the guide, and so here.
NAME: Final = "hub.example.org"
#: Where the container finds this machine.
THIS_MACHINE: Final = "host.docker.internal"


class CommandError(AssertionError):
    """A command failed; the text has all it printed."""


@dataclass(frozen=True)
class Machine:
    """One that runs; `container` is its name."""

    container: str

    def run(self, command: str, seconds: float = 60) -> str:
        """Run a line of shell there and return what it printed."""
        done = subprocess.run(
            ["docker", "exec", self.container, "sh", "-c", command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode:
            raise CommandError(f"{command} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def begin(self, command: str) -> None:
        """Start a program that goes on running."""
        subprocess.run(["docker", "exec", "-d", self.container, "sh", "-c", command], check=True)

    def replace(self, file: str, old: str, new: str) -> None:
        """Change a line of a file, which has to be in it."""
        text = self.run(f"cat {file}")
        assert old in text, f"{file} has {old}"
        subprocess.run(
            ["docker", "exec", "-i", self.container, "tee", file],
            input=text.replace(old, new),
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def copy(self, inside: str, outside: Path) -> None:
        """Bring a file or folder from there."""
        source = f"{self.container}:{inside}"
        subprocess.run(["docker", "cp", source, str(outside)], check=True, capture_output=True)

    @property
    def bridge(self) -> Any:
        """Its place in the engine's network: ``IPAddress`` and ``Gateway``."""
        told = subprocess.run(
            ["docker", "inspect", self.container, "--format", "{{json .NetworkSettings}}"],
            check=True,
            capture_output=True,
        )
        return json.loads(told.stdout)


@contextmanager
def machine(*options: str) -> Iterator[Machine]:
    """Run a machine; its proxy is not started yet.

    Parameters
    ----------
    options
        Of ``docker run``.
    """
    name = f"eduhub-test-front-{free_port()}"
    subprocess.run(
        ["docker", "run", "-d", "--init", "--name", name, *options, "eduhub/front:latest"],
        check=True,
        capture_output=True,
    )
    try:
        yield Machine(name)
    finally:
        subprocess.run(["docker", "rm", "-f", name], check=True, capture_output=True)
