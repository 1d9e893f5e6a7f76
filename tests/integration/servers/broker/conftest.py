"""The broker in front of the machine's real engine, and containers that it must not touch."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub_ext.servers.broker.engine_side import EngineSide
from hub_ext.servers.broker.rules import Rules
from hub_ext.servers.broker.service import Broker, serving
from hub_ext.servers.broker.sockets import ENGINE_SOCKET
from hub_ext.servers.engine import Engine
from hub_ext.settings import HubSettings
from tests.integration.servers.conftest import INSTANCE, NETWORK, docker
from tests.unit.servers.conftest import make_settings
from tests.unit.servers.fakes import let_go


@pytest.fixture
def settings(data_folder: Path) -> HubSettings:
    return make_settings(
        hub_instance=INSTANCE, hub_network=str(NETWORK), hub_data_dir=str(data_folder)
    )


@pytest.fixture
async def broker(settings: HubSettings, tmp_path: Path) -> AsyncIterator[Path]:
    """Where it listens."""
    side, socket = EngineSide(ENGINE_SOCKET), tmp_path / "engine.sock"
    async with serving(Broker(Rules.of(settings), side), socket):
        yield socket
    await side.close()


@pytest.fixture
async def engine(broker: Path) -> AsyncIterator[Engine]:
    """The hub's own client, through the broker."""
    engine = Engine(f"unix://{broker}")
    yield engine
    let_go(engine)


@pytest.fixture
async def http(broker: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who has the hub, and writes requests of their own."""
    transport = httpx.AsyncHTTPTransport(uds=str(broker))
    async with httpx.AsyncClient(transport=transport, base_url="http://engine") as client:
        yield client


@dataclass(frozen=True)
class Others:
    """Containers that run and are not this hub's: of nobody, and of another hub beside it."""

    unlabelled: str
    of_another_hub: str


#: One that ours might have, and one of another hub.
NAMES = (f"{INSTANCE}-student9", f"{INSTANCE}2-student1")


@pytest.fixture
def others(networks: None) -> Iterator[Others]:
    def run(name: str, *labels: str) -> str:
        marks = [word for label in ("servtest", *labels) for word in ("--label", label)]
        return docker(
            "run", "-d", "--init", "--network", "none", "--name", name, *marks,
            "debian:trixie-slim", "sleep", "600",
        )  # fmt: skip

    ours, theirs = NAMES
    try:
        yield Others(run(ours), run(theirs, f"eduhub.instance={INSTANCE}2", "eduhub.user=student1"))
    finally:
        docker("rm", "-f", ours, theirs, check=False)


def everything() -> dict[str, Any]:
    """What the engine has under our names: containers as they are, and images, networks and volumes."""
    # Others come and go meanwhile on this machine.
    containers = docker("ps", "-aq", "--no-trunc", "--filter", f"name=^{INSTANCE}").split()
    looked = json.loads(docker("inspect", *containers)) if containers else []
    images = docker("images", "-q", "--no-trunc", "--filter", "reference=servtest*").split()
    networks = docker("network", "ls", "-q", "--filter", f"name={INSTANCE}").split()
    volumes = docker("volume", "ls", "-q", "--filter", "name=servtest").split()
    return {
        "containers": {
            one["Id"]: [
                one["Name"],
                one["State"]["Running"],
                one["State"]["StartedAt"],
                one["HostConfig"],
            ]
            for one in looked
        },
        "others": sorted(images + networks + volumes),
    }
