"""Kernels that are forked are what kernels that are started would be."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from images.notebook.eduhub_kernels.forked import ForkedKernel, ForkServer, NotForkedError
from images.notebook.eduhub_kernels.forkserver import fork_server
from images.notebook.eduhub_kernels.messages import LARGEST, Request
from images.notebook.eduhub_kernels.provisioner import is_forkable
from tests.waiting import wait_until

pytestmark = pytest.mark.filterwarnings(
    # A server has one thread when it splits; what runs tests may have more, and nothing of them is used.
    "ignore:This process .* is multi-threaded, use of fork:DeprecationWarning"
)

#: What stands for a kernel: it writes down what it is, and stays.
PROGRAM = """
import json, os, random, signal, subprocess, sys, time
import multiprocessing
told = {
    "arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd(),
    "session": os.getsid(0), "pid": os.getpid(), "number": random.random(), "name": __name__,
    "child": subprocess.run(["true"]).returncode, "parent": multiprocessing.parent_process() is None,
    "interrupt": signal.getsignal(signal.SIGINT) is signal.default_int_handler,
    "files": sorted(os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")
                    if os.path.exists(f"/proc/self/fd/{fd}")),
}
with open(sys.argv[1] + ".new", "w") as file:
    json.dump(told, file)
os.rename(sys.argv[1] + ".new", sys.argv[1])
while os.getppid() == int(sys.argv[2]):
    time.sleep(0.05)
with open(sys.argv[1] + ".orphan", "w"):
    pass
"""


def start() -> ForkServer:
    server = fork_server(["json"], ["html.entities"])
    if server is None:
        os._exit(0)
    return server


@pytest.fixture
def server() -> Iterator[ForkServer]:
    server = start()
    yield server
    server.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pretended_kernel.py").write_text(PROGRAM)
    return tmp_path


def _fork(server: ForkServer, folder: Path, name: str) -> tuple[ForkedKernel, dict[str, object]]:
    told = folder / name
    environment = {"PATH": os.environ["PATH"], "이름": "값", "PYTHONPATH": ""}
    parent = str(server.pid)
    kernel = server.fork(Request("pretended_kernel", [str(told), parent], environment, str(folder)))
    wait_until(told.exists, 20, "the kernel runs")
    return kernel, json.loads(told.read_text())


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # An ordinary kernel's module is installed.
    monkeypatch.syspath_prepend(tmp_path)


def test_it_is_as_it_was_asked_for(folder: Path) -> None:
    server = start()
    kernel, told = _fork(server, folder, "told")
    assert told["arguments"] == [str(folder / "told"), str(server.pid)]
    assert told["environment"] == {"PATH": os.environ["PATH"], "이름": "값", "PYTHONPATH": ""}
    assert told["folder"] == str(folder)
    assert told["pid"] == told["session"] == kernel.pid
    assert (told["name"], told["child"]) == ("__main__", 0)
    assert told["parent"]
    assert told["interrupt"]
    # Nothing of its server's, above all no way to its socket.
    assert not [file for file in told["files"] if "socket" in file]  # type: ignore[attr-defined]
    assert kernel.poll() is None
    kernel.kill()
    assert kernel.wait(10) == kernel.poll() == 1
    kernel.kill()
    server.close()


def test_no_two_of_them_are_alike(server: ForkServer, folder: Path) -> None:
    told = [_fork(server, folder, f"told{number}") for number in range(5)]
    assert len({str(one["number"]) for _, one in told}) == 5
    assert len({kernel.pid for kernel, _ in told}) == 5
    for kernel, _ in told:
        kernel.terminate()
        kernel.wait(10)


def test_they_see_that_their_server_is_gone(folder: Path) -> None:
    server = start()
    kernel, _ = _fork(server, folder, "told")
    server._socket.close()
    os.waitpid(server.pid, 0)
    wait_until((folder / "told.orphan").exists, 10, "it has seen it")
    kernel.wait(10)


def test_waiting_for_one_that_runs_ends_in_time(server: ForkServer, folder: Path) -> None:
    kernel, _ = _fork(server, folder, "told")
    started = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        kernel.wait(0.2)
    assert time.monotonic() - started < 5
    kernel.kill()
    kernel.wait()


def test_a_fork_server_that_is_gone_says_so(folder: Path) -> None:
    server = start()
    os.kill(server.pid, signal.SIGKILL)
    os.waitpid(server.pid, 0)
    request = Request("pretended_kernel", [], {}, str(folder))
    for _ in range(2):
        with pytest.raises(NotForkedError):
            server.fork(request)
    server.close()


def test_what_does_not_fit_into_a_message_is_not_sent(server: ForkServer, folder: Path) -> None:
    with pytest.raises(NotForkedError):
        server.fork(Request("m", ["x" * LARGEST], {}, str(folder)))
    kernel, _ = _fork(server, folder, "told")
    kernel.kill()
    kernel.wait()


KERNEL = [sys.executable, "-m", "ipykernel_launcher", "-f", "x.json"]


@pytest.mark.parametrize(
    ("command", "changed", "forkable"),
    [
        (KERNEL, {}, True),
        (KERNEL, {"OTHER": "x"}, True),
        (KERNEL, {"PYTHONPATH": "/elsewhere"}, False),
        (["python3", *KERNEL[1:]], {}, True),
        (["/usr/bin/R", *KERNEL[1:]], {}, False),
        ([sys.executable, "-m", "other_kernel", "-f", "x.json"], {}, False),
        ([sys.executable, "-c", "import ipykernel_launcher"], {}, False),
        ([], {}, False),
    ],
)
def test_only_pythons_own_kernel_as_it_would_start_here_is_forked(
    command: list[str], changed: dict[str, str], forkable: bool
) -> None:
    assert is_forkable(command, {**os.environ, **changed}) is forkable
