"""Saving through a real Jupyter server when there is no room."""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.told import NamedSize, Told, Usage
from tests.integration.storage.objectstore import free_port
from tests.waiting import wait_until

_IMAGE_FILES = Path(__file__).parents[3] / "images/notebook"
#: The place of the state is fixed in the image; here it is in a folder of the test's.
_START = """
import sys
from pathlib import Path
import eduhub_home_state
eduhub_home_state.FOLDER = Path(sys.argv.pop(1))
from jupyter_server.serverapp import main
main()
"""
_NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


class Server:
    """A Jupyter server with the extension, and what the agent tells it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        self.state = folder / "state.json"
        self.port = free_port()
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-c", _START, str(self.state.parent)),
                f"--ServerApp.root_dir={self.home}",
                f"--ServerApp.port={self.port}",
                *("--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0", "--allow-root"),
                *("--IdentityProvider.token=", "--no-browser", "--ServerApp.disable_check_xsrf=1"),
                "--ServerApp.jpserver_extensions={'eduhub_home_state': True}",
            ],
            env={
                **os.environ,
                "PYTHONPATH": str(_IMAGE_FILES),
                "HOME": str(folder),
                "EDUHUB_LANGUAGE": "ko",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self._answers, 30, "the server answers")

    def tell(self, level: str, age: float = 0) -> None:
        usage = Usage.model_validate(
            {
                "used_bytes": 501 * 1024**2,
                "quota_bytes": 500 * 1024**2,
                "level": level,
                "largest": [NamedSize(path="과제/100%.csv", bytes=480 * 1024**2)],
            }
        )
        told = Told(
            way=HomeStorage.WORKING_COPY,
            state="saved",
            written=datetime.now(UTC) - timedelta(seconds=age),
            usage=usage,
        )
        self.state.write_text(told.model_dump_json())

    def put(self, path: str, **model: Any) -> httpx.Response:
        return httpx.put(f"http://127.0.0.1:{self.port}/api/contents/{path}", json=model)

    def save_text(self, path: str, **more: Any) -> httpx.Response:
        return self.put(path, type="file", format="text", content="text", **more)

    def post(self, path: str, **model: Any) -> httpx.Response:
        return httpx.post(f"http://127.0.0.1:{self.port}/api/contents/{path}", json=model)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/api").is_success
        except httpx.HTTPError:
            return False

    def end(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=20)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("quota"))
    yield server
    server.end()


@pytest.fixture
def server(running: Server) -> Server:
    """A server that was told nothing."""
    running.state.unlink(missing_ok=True)
    return running


def test_without_room_a_file_is_refused_with_a_sentence(server: Server) -> None:
    server.tell("full")
    answer = server.save_text("new.csv")
    assert answer.status_code == 507
    message = answer.json()["message"]
    assert message.startswith("저장 공간(500 MB)이 가득 차서 new.csv 파일을 저장하지 않았습니다.")
    assert "과제/100\uff05.csv (480 MB)" in message
    assert not (server.home / "new.csv").exists()


def test_every_way_to_bring_a_file_is_refused(server: Server) -> None:
    assert server.save_text("old.csv").status_code == 201
    server.tell("full")
    part = base64.b64encode(b"x" * 1000).decode()
    chunk = {"type": "file", "format": "base64", "content": part, "chunk": 1}
    assert server.put("chunks.bin", **chunk).status_code == 507
    assert server.post("", copy_from="old.csv").status_code == 507
    assert server.post("", type="file", ext=".txt").status_code == 507
    assert server.save_text("old.csv").status_code == 507
    assert sorted(path.name for path in server.home.glob("*.*")) == ["old.csv"]


def test_notebooks_folders_renames_and_deletes_pass(server: Server) -> None:
    server.save_text("large.csv")
    server.tell("full")
    notebook = server.put("work.ipynb", type="notebook", format="json", content=_NOTEBOOK)
    assert notebook.status_code == 201
    uploaded = server.put(
        "up.ipynb", type="file", format="text", content=json.dumps(_NOTEBOOK), chunk=1
    )
    assert uploaded.status_code == 201
    assert server.put("folder", type="directory").status_code == 201
    url = f"http://127.0.0.1:{server.port}/api/contents/large.csv"
    assert httpx.patch(url, json={"path": "larger.csv"}).status_code == 200
    assert httpx.delete(url.replace("large.csv", "larger.csv")).status_code == 204


@pytest.mark.parametrize(("level", "age"), [("urgent", 0), ("full", 60)])
def test_a_full_room_is_believed_only_while_somebody_says_so(
    server: Server, level: str, age: float
) -> None:
    server.tell(level, age)
    assert server.save_text("late.csv").status_code in {200, 201}


def test_a_server_that_is_told_nothing_refuses_nothing(server: Server) -> None:
    assert server.save_text("free.csv").status_code in {200, 201}
