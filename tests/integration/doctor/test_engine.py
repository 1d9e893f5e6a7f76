"""An engine that is down, or takes calls and answers none: the doctor ends all the same."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hub_ext.doctor import engine as engine_look
from tests.integration.doctor.place import CHECKOUT

pytestmark = pytest.mark.docker


@contextmanager
def locked_up(path: Path) -> Iterator[str]:
    """A socket that takes every connection, reads, and never answers."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(64)
        taken = []

        def take() -> None:
            while True:
                try:
                    taken.append(listener.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=take)
        thread.start()
        yield f"unix://{path}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    for connection in taken:
        connection.close()


def doctor(engine: str, *arguments: str) -> tuple[int, str, float]:
    environment = {"PATH": os.environ["PATH"], "DOCKER_HOST": engine, "PYTHONPATH": str(CHECKOUT)}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "hub_ext.doctor", *arguments],
        env=environment, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout, time.monotonic() - began


def states(answer: Any) -> dict[str, str]:
    return {one["check"]: one["code"] for one in answer["checks"]}


def test_a_locked_engine_is_named_in_one_document_and_in_time(tmp_path: Path) -> None:
    with locked_up(tmp_path / "engine.sock") as engine:
        status, output, seconds = doctor(engine, "--json", "--language", "en")
    answer = json.loads(output)
    assert status == 2
    assert answer["broken"] == ["engine"]
    assert states(answer)["engine"] == "engine-silent"
    assert states(answer)["database"] == "not-looked"
    assert seconds < 2 * engine_look.PATIENCE + 10
    # What can be said without the engine is said.
    assert states(answer)["memory"].startswith("memory-")
    [engine_says] = [one for one in answer["checks"] if one["check"] == "engine"]
    assert "live-restore" in engine_says["next"]
    assert "ends everybody's servers" in engine_says["next"]


def test_an_engine_that_is_down(tmp_path: Path) -> None:
    status, output, _ = doctor(f"unix://{tmp_path}/nothing.sock", "--json")
    answer = json.loads(output)
    assert (status, answer["broken"], states(answer)["engine"]) == (2, ["engine"], "engine-down")
    assert answer["language"] == "ko"


def test_a_person_reads_the_next_step_in_their_language(tmp_path: Path) -> None:
    _, output, _ = doctor(f"unix://{tmp_path}/nothing.sock", "--language", "ko")
    assert "Docker 엔진이 꺼져 있습니다." in output
    assert "systemctl start docker" in output
    assert output.splitlines()[-1] == "고장: engine"


def test_a_command_line_that_is_wrong_has_a_status_of_its_own() -> None:
    done = subprocess.run(
        ["scripts/doctor", "--langauge", "ko"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stdout == ""
    assert "--langauge" in done.stderr
