"""Agents whose homes are mounts, and students' containers."""

import contextlib
from collections.abc import Callable, Iterator

import pytest

from hub_ext.storage.models import OpenedHome
from tests.integration.storage.mount.agent import MountAgent, running_agent
from tests.integration.storage.mount.student import StudentContainer
from tests.integration.storage.objectstore import ObjectStore


@pytest.fixture
def mounts(shared_mount_agent: MountAgent, store: ObjectStore) -> Iterator[MountAgent]:
    """An agent that is not killed; every test has a person of its own."""
    yield shared_mount_agent
    # Shown of a failed test only.
    print(shared_mount_agent.log()[-5000:])


@pytest.fixture
def own_mounts(store: ObjectStore) -> Iterator[MountAgent]:
    """An agent to be killed."""
    with running_agent(store) as agent:
        yield agent
        print(agent.log()[-5000:])


Enter = Callable[[MountAgent, OpenedHome], StudentContainer]


@pytest.fixture
def enter() -> Iterator[Enter]:
    """Start a student's container with an opened home; it is gone after the test."""
    with contextlib.ExitStack() as containers:

        def start(agent: MountAgent, opened: OpenedHome) -> StudentContainer:
            container = StudentContainer(agent.data, opened)
            containers.callback(container.remove)
            return container

        yield start
