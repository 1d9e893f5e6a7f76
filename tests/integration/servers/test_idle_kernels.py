"""Kernels that nobody uses, in the image that people get."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.integration.servers.conftest import IMAGE, docker

pytestmark = pytest.mark.docker

NAME = "servtest-idle-kernels"
COMMAND = (
    "jupyter", "lab", "--ip=127.0.0.1", "--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True",
)  # fmt: skip
#: Starts three kernels: a page shows one, a page that has gone gave one work, and one has neither.
LOOK = """
import asyncio, json
from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

KERNELS = "127.0.0.1:8888/api/kernels"

async def ask(method="GET"):
    body = "{}" if method == "POST" else None
    while True:
        try:
            answer = await AsyncHTTPClient().fetch(f"http://{KERNELS}", method=method, body=body)
        except ConnectionRefusedError:
            await asyncio.sleep(0.2)
        else:
            return json.loads(answer.body)

async def open_kernel():
    kernel = (await ask("POST"))["id"]
    return kernel, await websocket_connect(f"ws://{KERNELS}/{kernel}/channels")

def message(kind, content):
    header = {"msg_id": kind, "session": "s", "username": "", "date": "", "msg_type": kind, "version": "5.3"}
    return json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})

async def main():
    shown, page = await open_kernel()
    working, other = await open_kernel()
    await other.write_message(message("execute_request", {"code": "import time; time.sleep(300)", "silent": False}))
    while "busy" not in {kernel["execution_state"] for kernel in await ask()}:
        await asyncio.sleep(0.2)
    other.close()
    left = (await ask("POST"))["id"]
    async with asyncio.timeout(90):
        while left in (now := {kernel["id"] for kernel in await ask()}):
            await asyncio.sleep(0.2)
    # Whatever else would be ended has been by the end of another look of the server's.
    await asyncio.sleep(5)
    now = {kernel["id"] for kernel in await ask()}
    print("shown" if shown in now else "", "working" if working in now else "", len(now))

asyncio.run(main())
"""


@pytest.fixture
def lab() -> Iterator[str]:
    """JupyterLab as the spawner starts it; a kernel that nobody uses for two seconds is ended."""
    temporary = ("--read-only", "--tmpfs", "/tmp:exec", "--cap-drop", "ALL")  # noqa: S108
    variable = ("-e", "EDUHUB_KERNEL_IDLE_SECONDS=2")
    docker("run", "-d", "--name", NAME, *temporary, *variable, IMAGE, *COMMAND)
    yield NAME
    docker("rm", "-f", NAME, check=False)


def test_a_kernel_ends_that_neither_works_nor_is_shown(lab: str) -> None:
    look = ["docker", "exec", lab, "python", "-c", LOOK]
    done = subprocess.run(look, capture_output=True, text=True, check=False, timeout=150)
    assert done.stdout.split() == ["shown", "working", "2"], done.stderr
