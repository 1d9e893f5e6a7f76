"""What breaks under a mounted home, what the hub is told, and that nothing is lost."""

from typing import Any

import pytest

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.record import Record
from tests.integration.storage.mount.agent import MountAgent
from tests.integration.storage.mount.conftest import Enter
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import eventually

pytestmark = pytest.mark.docker

_FAULTS = [
    pytest.param({"off": True}, ErrorCode.OBJECT_STORE_UNREACHABLE, id="not there"),
    pytest.param({"status": 403}, ErrorCode.OBJECT_STORE_REFUSED, id="403"),
    pytest.param({"status": 503}, ErrorCode.OBJECT_STORE_BUSY, id="503"),
]
_NOT_THERE, *_OTHERS = _FAULTS
_READ_ONLY = pytest.param(
    {"status": 403, "methods": ["PUT"]}, ErrorCode.OBJECT_STORE_REFUSED, id="read only"
)


@pytest.mark.parametrize(("faults", "code"), _FAULTS)
async def test_a_home_is_not_opened_without_the_store(
    mounts: MountAgent, store: ObjectStore, person: str, faults: dict[str, Any], code: ErrorCode
) -> None:
    store.faults(**faults)
    async with mounts.client() as client:
        with pytest.raises(StorageError) as failure:
            await client.open(person)
        assert failure.value.code is code
        assert (await client.status(person)).open is False
        store.faults()
        assert (await client.open(person)).state == "current"
        assert (await client.close(person)).state == "saved"


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        _NOT_THERE,
        _READ_ONLY,
        *(pytest.param(*one.values, id=one.id, marks=pytest.mark.long) for one in _OTHERS),
    ],
)
async def test_what_cannot_be_uploaded_is_kept_and_saved_later(
    mounts: MountAgent,
    store: ObjectStore,
    person: str,
    enter: Enter,
    faults: dict[str, Any],
    code: ErrorCode,
) -> None:
    async with mounts.client() as client:

        async def saved() -> bool:
            return (await client.status(person)).state == "saved"

        async def waiting() -> bool:
            return (await client.status(person)).state == "waiting"

        student = enter(mounts, await client.open(person))
        student.runs("printf 0 > work.txt")
        await eventually(saved, 10, "the first notebook is saved")
        store.faults(**faults)
        student.runs("printf offline >> work.txt")
        await eventually(waiting, 40, "it says that it waits for the store")
        assert student.runs("cat work.txt") == "0offline"
        student.remove()
        closed = await client.close(person)
        assert (closed.state, closed.reason) == ("pending", code)
        status = await client.status(person)
        assert (status.open, status.state, status.reason) == (False, "waiting", code)
        if "methods" not in faults:
            with pytest.raises(StorageError) as failure:
                await client.open(person)
            assert failure.value.code is code
        assert "work.txt" in mounts.cached(person), "it is still here"
        store.faults()
        await eventually(saved, 40, "the agent saved it by itself")
    assert store.get(f"users/{person}/jupyter/work.txt") == "0offline"
    assert mounts.cached(person) == ""
    (line,) = (text for text in mounts.log().splitlines() if f"'{person}' are not saved" in text)
    assert f"({code})" in line
    assert f"homes/{person}/state/cache" in line, "it says where the files are"


async def test_a_home_that_is_pending_can_be_opened_again(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    async with mounts.client() as client:
        student = enter(mounts, await client.open(person))
        store.faults(status=503, methods=["PUT"])
        student.runs("printf kept > work.txt")
        student.remove()
        assert (await client.close(person)).state == "pending"
        student = enter(mounts, await client.open(person))
        assert student.runs("cat work.txt") == "kept"
        store.faults()
        student.remove()
        assert (await client.close(person)).state == "saved"
    assert store.get(f"users/{person}/jupyter/work.txt") == "kept"


async def test_what_an_earlier_mount_did_not_upload_is_not_opened_before_it_is(
    own_mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    agent = own_mounts
    async with agent.client() as client:
        student = enter(agent, await client.open(person))
        store.faults(status=403, methods=["PUT"])
        student.runs("printf kept > work.txt")
        student.remove()
        assert (await client.close(person)).state == "pending"
    agent.kill()
    agent.start_again()
    async with agent.client() as client:
        with pytest.raises(StorageError) as failure:
            await client.open(person)
        assert failure.value.code is ErrorCode.OBJECT_STORE_REFUSED
        assert "work.txt" in agent.cached(person)
        store.faults()

        async def opened() -> bool:
            try:
                return (await client.open(person)).state == "current"
            except StorageError:
                return False

        await eventually(opened, 40, "it opens once it is uploaded")
        assert store.get(f"users/{person}/jupyter/work.txt") == "kept"
        assert enter(agent, await client.open(person)).runs("cat work.txt") == "kept"


async def test_a_working_copy_that_is_not_saved_is_not_passed_over(
    own_mounts: MountAgent, person: str
) -> None:
    record = Record(user_id=person, generation="of a working copy", saved=False)
    own_mounts.remember(record)
    async with own_mounts.client() as client:
        with pytest.raises(StorageError, match="HOME_STORAGE=working-copy saves it"):
            await client.open(person)
        assert (await client.close(person)).state == "pending"
