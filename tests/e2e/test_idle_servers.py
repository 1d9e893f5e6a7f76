"""The hub's own service stops servers that nobody uses."""

from collections.abc import Awaitable, Callable

from tests.e2e.person import Person
from tests.e2e.stack import Stack
from tests.waiting import wait_until

#: The service as the hub started it, with its rights and its configuration, and less patience.
_IMPATIENT = """
import os, pathlib, subprocess
for process in pathlib.Path("/proc").glob("[0-9]*"):
    try:
        words = (process / "cmdline").read_bytes().decode().split("\\0")[:-1]
        if not any("/idle/culler.py" in word for word in words):
            continue
        lines = (process / "environ").read_bytes().decode().split("\\0")
    except OSError:
        continue
    words = ["--timeout=1" if word.startswith("--timeout") else word for word in words]
    environment = dict(line.split("=", 1) for line in lines if "=" in line)
    try:
        subprocess.run(words, env=environment, timeout=8)
    except subprocess.TimeoutExpired:
        print("it has looked")
    break
"""


async def test_an_idle_server_is_stopped_by_the_service(
    stack: Stack, person: Callable[[str], Awaitable[Person]]
) -> None:
    somebody = await (await person("student33")).log_in()
    await somebody.start_server()
    await somebody.save("남는다.txt", "저장된 것")
    assert "it has looked" in stack.inside(stack.service("hub"), "python", "-c", _IMPATIENT)
    wait_until(lambda: not stack.server("student33"), 60, "the server is stopped")
    await somebody.start_server()
    assert "남는다.txt" in await somebody.names()
