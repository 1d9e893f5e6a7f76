"""``scripts/bench broker``: calls to the engine itself and through the broker, in turns, written beside this file."""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bench.broker.results import AT_ONCE, DIRECT, ONE, QUESTION, THROUGH, Sample, write_results
from hub_ext.servers import hardening
from hub_ext.servers.broker.sockets import BROKER_SOCKET, ENGINE_SOCKET
from hub_ext.servers.engine import Engine
from hub_ext.settings import HubSettings
from hub_ext.users.identity import Identity
from tests.unit.servers.conftest import make_settings
from tests.waiting import wait_until

_HERE: Final = Path(__file__).parent
_INSTANCE: Final = "benchbr"
#: As many as the hub lets the engine start at once.
_CLASS: Final = 4


@contextmanager
def _broker(settings: HubSettings) -> Iterator[None]:
    """The broker as a process of its own, as the service is."""
    BROKER_SOCKET.parent.mkdir(exist_ok=True)
    variables = {
        "HUB_INSTANCE": _INSTANCE,
        "HUB_DATA_DIR": str(settings.hub_data_dir),
        "HUB_MODE": "dev",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "hub_ext.servers.broker"], env=os.environ | variables
    )
    try:
        wait_until(BROKER_SOCKET.exists, 20, "the broker listens")
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def _network(name: str) -> Iterator[None]:
    subprocess.run(["docker", "network", "create", name], check=True, capture_output=True)
    try:
        yield
    finally:
        left = subprocess.run(
            ["docker", "ps", "-aq", "--filter", f"label=eduhub.instance={_INSTANCE}"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        for container in left.stdout.split():
            subprocess.run(["docker", "rm", "-f", container], check=True, capture_output=True)
        subprocess.run(["docker", "network", "rm", name], check=True, capture_output=True)


def _description(settings: HubSettings, user_id: str) -> dict[str, Any]:
    made = hardening.container_config(
        settings, Identity(user_id), binds=[], home_state="current", environment={}
    )
    # Nothing of what a server does by itself is measured.
    return made | {"Cmd": ["sleep", "600"]}


async def _start(engine: Engine, settings: HubSettings, user_id: str) -> str:
    name = hardening.container_name(settings, user_id)
    container = await engine.create(name, _description(settings, user_id))
    await engine.start(container)
    return container


async def _measure(way: str, engine: Engine, settings: HubSettings) -> list[Sample]:
    samples = []
    started = time.perf_counter()
    container = await _start(engine, settings, "one")
    samples.append(Sample(ONE, way, time.perf_counter() - started))
    started = time.perf_counter()
    await engine.inspect(container)
    samples.append(Sample(QUESTION, way, time.perf_counter() - started))
    await engine.remove(container)
    started = time.perf_counter()
    many = await asyncio.gather(
        *(_start(engine, settings, f"one{number}") for number in range(_CLASS))
    )
    samples.append(Sample(AT_ONCE, way, time.perf_counter() - started))
    # One by one: see docs/architecture.md of the engine's lock.
    for one in many:
        await engine.remove(one)
    return samples


async def _run(settings: HubSettings, repeat: int, results: Path) -> None:
    engines = {
        DIRECT: Engine(f"unix://{ENGINE_SOCKET}"),
        THROUGH: Engine(f"unix://{BROKER_SOCKET}"),
    }
    load_before = os.getloadavg()[0]
    samples: list[Sample] = []
    for number in range(repeat + 1):
        # In another order each time; the first round of all is of what is made once, and is left out.
        order = list(engines.items())[:: 1 if number % 2 else -1]
        round_ = [
            sample for way, engine in order for sample in await _measure(way, engine, settings)
        ]
        if number:
            samples += round_
            # Each time, so that a run that is interrupted was not for nothing.
            write_results(samples, load_before, results)
    for engine in engines.values():
        engine.close()


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="scripts/bench broker", description=__doc__)
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--results", type=Path, default=_HERE, help="folder to write to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "lessons").mkdir()
        settings = make_settings(hub_instance=_INSTANCE, hub_data_dir=folder)
        with _network(hardening.network_name(settings)), _broker(settings):
            asyncio.run(_run(settings, arguments.repeat, arguments.results))


if __name__ == "__main__":
    main()
