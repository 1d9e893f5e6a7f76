"""An agent with homes as working copies, and containers that run before anybody has them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hub_ext.servers.warm.places import place_mounts
from tests.integration.storage.container import docker
from tests.integration.storage.mount.agent import MountAgent, running_agent
from tests.integration.storage.mount.student import StudentContainer
from tests.integration.storage.objectstore import ObjectStore
from tests.unit.servers.conftest import make_settings


class WaitingContainer(StudentContainer):
    """A container at a place, as the pool makes it."""

    def __init__(self, data: Path, place: str) -> None:
        self._start(place_mounts(make_settings(hub_data_dir=data), place), workdir="/home")


Wait = Callable[[MountAgent, str], WaitingContainer]


@pytest.fixture(scope="session")
def running_agent_with_copies(running_store: ObjectStore) -> Iterator[MountAgent]:
    running_store.faults()
    with running_agent(running_store, HOME_STORAGE="working-copy") as agent:
        yield agent


@pytest.fixture
def copies(running_agent_with_copies: MountAgent, store: ObjectStore) -> Iterator[MountAgent]:
    """An agent that is not killed; every test has a person of its own."""
    yield running_agent_with_copies
    # Shown of a failed test only.
    print(running_agent_with_copies.log()[-5000:])


@pytest.fixture
def own_copies(store: ObjectStore) -> Iterator[MountAgent]:
    """An agent to be killed."""
    with running_agent(store, HOME_STORAGE="working-copy") as agent:
        yield agent
        print(agent.log()[-5000:])


@pytest.fixture
def wait() -> Iterator[Wait]:
    """Start a container at a place; it is gone after the test."""
    with ExitStack() as containers:

        def start(agent: MountAgent, place: str) -> WaitingContainer:
            container = WaitingContainer(agent.data, place)
            containers.callback(docker, "rm", "--force", "--volumes", container.name)
            return container

        yield start
