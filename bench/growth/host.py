"""What containers use of this host: processors' time and memory of their own processes."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.e2e.stack import run

_PROGRAM: Final = Path(__file__).with_name("processes.py")
#: It sees the host's processes, and may look how much memory they share; it can do nothing to them.
_READER: Final = (
    *("docker", "run", "--rm", "--interactive", "--network=none", "--pid=host"),
    *("--cap-drop=ALL", "--cap-add=SYS_PTRACE", "--security-opt=apparmor:unconfined"),
    *("--security-opt=no-new-privileges:true", "eduhub/test:latest", "python", "-c"),
)


@dataclass(frozen=True, slots=True)
class Used:
    """What the processes of a container have used.

    Attributes
    ----------
    seconds
        Of processors, since the container started.
    kib
        Of memory, as proportional set size.
    """

    seconds: float
    kib: int

    @property
    def mib(self) -> float:
        """The memory in MiB."""
        return self.kib / 1024


class HostProcesses:
    """A look at this host's processes from the outside, so that looking is no work of theirs.

    Parameters
    ----------
    reader
        The running program of `bench.growth.processes`.
    """

    def __init__(self, reader: subprocess.Popen[str]) -> None:
        self._reader = reader

    def of(self, containers: Sequence[str]) -> list[Used]:
        """Return what each of `containers` has used until now, in their order.

        Raises
        ------
        RuntimeError
            If one does not run, or this host's processes cannot be seen.
        """
        if not containers:
            return []
        numbers = run("docker", "inspect", "--format", "{{.State.Pid}}", *containers).split()
        if self._reader.stdin is None or self._reader.stdout is None:
            raise RuntimeError("the look at the host's processes was started without pipes")
        print(*numbers, file=self._reader.stdin, flush=True)
        line = self._reader.stdout.readline()
        if not line:
            raise RuntimeError("the host's processes cannot be seen; the lines above say why")
        return [Used(one["seconds"], int(one["kib"])) for one in json.loads(line)]


@contextmanager
def host_processes() -> Iterator[HostProcesses]:
    """Run a container that sees the host's processes, until the context ends."""
    command = [*_READER, _PROGRAM.read_text()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        try:
            yield HostProcesses(reader)
        finally:
            if reader.stdin is not None:
                reader.stdin.close()
