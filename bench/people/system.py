"""Hub, class page and sync as processes of their own, on ports that are free."""

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from pydantic import BaseModel

from hub_ext.classroom.configuration import PREFIX
from tests.waiting import eventually

CLASSROOM_TOKEN: Final = "f6" * 32
_START_SECONDS: Final = 60
_SETTINGS: Final = {
    "HUB_MODE": "dev",
    "HUB_INSTANCE": "bench",
    "HUB_WARM_SERVERS": "0",
    "AUTH": "database",
    "DB_HOST": "127.0.0.1",
    "HUB_STORAGE_TOKEN": "a1" * 32,
    "HUB_PROXY_TOKEN": "b2" * 32,
    "HUB_CRYPT_KEY": "c3" * 32,
    "HUB_COOKIE_SECRET": "d4" * 32,
    "HUB_SYNC_TOKEN": "e5" * 32,
    "HUB_CLASSROOM_TOKEN": CLASSROOM_TOKEN,
    "HUB_PLATFORM_TOKEN": "b7" * 32,
    "HUB_LOOK_TOKEN": "a7" * 32,
    "HUB_METRICS_TOKEN": "a8" * 32,
}


class Round(BaseModel):
    """What a round of the sync took, see `bench.people.sync_process`."""

    started: float
    ended: float
    processor_seconds: float
    created: int
    changed: int
    peak_kib: int

    @property
    def seconds(self) -> float:
        """From the first question to the database to the last answer of the hub."""
        return self.ended - self.started


class Sync:
    """The sync's process."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def round(self) -> Round:
        """Have it make one round; `RuntimeError` if it ended instead."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the sync was started without pipes")
        self._process.stdin.write(b"round\n")
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("the sync ended; its log says why")
        return Round.model_validate(json.loads(line))


@dataclass
class System:
    """What runs.

    Attributes
    ----------
    folder
        Where the hub's database, logs and delays are written.
    hub_url, page_url
        Without a path.
    """

    folder: Path
    hub_url: str
    page_url: str
    environment: dict[str, str]
    processes: AsyncExitStack

    @property
    def loop_delays(self) -> Path:
        """Written by `bench.people.hub.loop_probe`."""
        return self.folder / "loop.csv"

    async def start_sync(self) -> Sync:
        """Start one that has not told the hub anything yet."""
        process = await self.start(
            "sync", "bench.people.sync_process", f"{self.hub_url}/hub/api", stdin=PIPE, stdout=PIPE
        )
        return Sync(process)

    async def start(self, log: str, module: str, *arguments: str, **options: Any) -> Process:
        """Run a module of Python until this system ends."""
        return await self.processes.enter_async_context(
            _running(self.folder / f"{log}.log", self.environment, module, *arguments, **options)
        )

    @asynccontextmanager
    async def asked_all_the_time(self) -> AsyncIterator[Path]:
        """Let another process ask the hub for its health meanwhile; the file has the times."""
        answers = self.folder / "health.csv"
        host, port = self.hub_url.removeprefix("http://").split(":")
        module = "bench.people.health_probe"
        log = self.folder / "health.log"
        async with _running(log, self.environment, module, host, port, str(answers)):
            await eventually(
                lambda: asyncio.to_thread(_has_lines, answers), 10, "the hub's health is asked for"
            )
            yield answers


@asynccontextmanager
async def running_system(folder: Path, database_port: int) -> AsyncIterator[System]:
    """Run a hub that knows nobody yet, and the class page, with everything they write in `folder`."""
    hub_url, page_url = (f"http://127.0.0.1:{_free_port()}" for _ in range(2))
    environment = (
        os.environ
        | _SETTINGS
        | {
            "DB_PORT": str(database_port),
            "BENCH_FOLDER": str(folder),
            "BENCH_HUB_URL": hub_url,
            "BENCH_PAGE_URL": page_url,
        }
    )
    async with AsyncExitStack() as stack:
        system = System(folder, hub_url, page_url, environment, stack)
        port = page_url.rpartition(":")[2]
        await system.start("page", "bench.people.class_page_process", hub_url, port)
        configuration = str(Path(__file__).parent / "hub/configuration.py")
        await system.start("hub", "jupyterhub", "--config", configuration)
        for name, address in (
            ("class page", f"{page_url}{PREFIX}health"),
            ("hub", f"{hub_url}/hub/health"),
        ):
            await eventually(lambda address=address: _answers(address), _START_SECONDS, name)  # type: ignore[misc]
        yield system


@asynccontextmanager
async def _running(
    log: Path, environment: dict[str, str], module: str, *arguments: str, **options: Any
) -> AsyncIterator[Process]:
    with log.open("ab") as out:
        options = {"stdout": out, "stderr": out} | options
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, *arguments, env=environment, **options
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answers(address: str) -> bool:
    async with httpx.AsyncClient(trust_env=False) as http:
        try:
            return (await http.get(address)).is_success
        except httpx.HTTPError:
            return False


def _has_lines(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
