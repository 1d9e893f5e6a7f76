"""A home of each way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub_ext.setting_types import HomeStorage
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.contract.contents import ContentsStudent
from tests.integration.storage.contract.homes import ContractHome, Platform, Student
from tests.integration.storage.contract.mount import MountStudent
from tests.integration.storage.contract.room import Room
from tests.integration.storage.contract.working_copy import WorkingCopyStudent
from tests.integration.storage.mount.agent import MountAgent
from tests.integration.storage.objectstore import ObjectStore

#: What gives a person a home, for each way; only that way's own agent is started.
_STUDENTS = {
    HomeStorage.WORKING_COPY: "working_copy_student",
    HomeStorage.MOUNT: "mount_student",
    HomeStorage.CONTENTS: "contents_student",
}


@pytest.fixture(
    params=[
        pytest.param(way, id=way.value, marks=[pytest.mark.docker] * (way is HomeStorage.MOUNT))
        for way in HomeStorage
    ]
)
def home(request: pytest.FixtureRequest, platform: Platform) -> ContractHome:
    student: Student = request.getfixturevalue(_STUDENTS[request.param])
    return ContractHome(student, platform)


@pytest.fixture
def platform(person: str, store: ObjectStore) -> Platform:
    return Platform(person, store)


@pytest.fixture
def working_copy_student(agent: AgentProcess, person: str) -> Student:
    return WorkingCopyStudent(person, agent)


@pytest.fixture(scope="session")
def room(shared_mount_agent: MountAgent) -> Iterator[Room]:
    room = Room(shared_mount_agent.data / "homes")
    yield room
    room.remove()


@pytest.fixture
def mount_student(
    shared_mount_agent: MountAgent, room: Room, person: str, platform: Platform
) -> Iterator[Student]:
    student = MountStudent(person, shared_mount_agent, room, platform)
    yield student
    student.leave()
    # Shown of a failed test only.
    print(shared_mount_agent.log()[-5000:])


@pytest.fixture
def contents_student(
    shared_contents_agent: AgentProcess, person: str, platform: Platform, tmp_path: Path
) -> Iterator[Student]:
    student = ContentsStudent(person, shared_contents_agent, platform, tmp_path)
    yield student
    student.leave()
