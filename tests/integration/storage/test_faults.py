"""What breaks, what the hub is told, and that nothing is lost."""

from typing import Any

import httpx
import pytest

from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode, StorageError
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.storage.statuses import is_saved
from tests.waiting import eventually, wait_until

_FAULTS = [
    pytest.param({"off": True}, ErrorCode.OBJECT_STORE_UNREACHABLE, id="not there"),
    pytest.param({"cut": True}, ErrorCode.OBJECT_STORE_UNREACHABLE, id="cut off"),
    pytest.param({"status": 403}, ErrorCode.OBJECT_STORE_REFUSED, id="403"),
    pytest.param({"status": 429}, ErrorCode.OBJECT_STORE_BUSY, id="429"),
    pytest.param({"status": 503}, ErrorCode.OBJECT_STORE_BUSY, id="503"),
]


@pytest.mark.parametrize(("faults", "code"), _FAULTS)
async def test_without_a_working_copy_a_home_is_not_opened(
    store: ObjectStore,
    client: StorageClient,
    person: str,
    faults: dict[str, Any],
    code: ErrorCode,
) -> None:
    store.faults(**faults)
    with pytest.raises(StorageError) as failure:
        await client.open(person)
    assert failure.value.code is code
    store.faults()
    assert (await client.open(person)).state == "current"


@pytest.mark.parametrize(("faults", "code"), _FAULTS)
async def test_with_a_working_copy_work_goes_on_and_is_saved_later(
    agent: AgentProcess,
    store: ObjectStore,
    client: StorageClient,
    person: str,
    faults: dict[str, Any],
    code: ErrorCode,
) -> None:
    await client.open(person)
    await client.close(person)
    store.faults(**faults)
    home = await client.open(person)
    assert (home.state, home.reason) == ("behind", code)
    (agent.files(person) / "work.txt").write_text("offline")
    closed = await client.close(person)
    assert (closed.state, closed.reason) == ("pending", code)
    status = await client.status(person)
    assert (status.open, status.state, status.reason) == (False, "waiting", code)
    store.faults()
    await is_saved(client, person, seconds=20)
    assert store.get(f"users/{person}/jupyter/work.txt") == "offline"


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, ErrorCode.OBJECT_STORE_REFUSED), (503, ErrorCode.OBJECT_STORE_BUSY)],
)
async def test_a_store_that_can_be_read_only_leaves_the_work_here(
    agent: AgentProcess,
    store: ObjectStore,
    client: StorageClient,
    person: str,
    status: int,
    code: ErrorCode,
) -> None:
    await client.open(person)
    store.faults(status=status, methods=["PUT"])
    (agent.files(person) / "work.txt").write_text("kept")
    closed = await client.close(person)
    assert (closed.state, closed.reason) == ("pending", code)
    assert (agent.files(person) / "work.txt").read_text() == "kept"


async def test_a_slow_store_does_not_keep_anybody_with_a_working_copy_waiting(
    store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    await client.close(person)
    store.faults(delay=8)
    home = await client.open(person)
    assert (home.state, home.reason) == ("behind", ErrorCode.OBJECT_STORE_BUSY)


async def test_lists_in_another_order_change_nothing(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    for number in range(5):
        store.put(f"users/{person}/jupyter/{number}.txt", str(number))
    store.faults(unsorted=True)
    await client.open(person)
    assert len(list(agent.files(person).glob("?.txt"))) == 5
    assert (await client.close(person)).state == "saved"
    assert len(store.keys(f"users/{person}/")) == 6


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"BUCKET_NAME": "no-such-bucket"}, ErrorCode.BUCKET_MISSING),
        ({"AWS_SECRET_ACCESS_KEY": "wrong-secret-key"}, ErrorCode.OBJECT_STORE_REFUSED),
        pytest.param(
            {"AWS_ACCESS_KEY_ID": "unknown-access-key"},
            ErrorCode.OBJECT_STORE_REFUSED,
            marks=pytest.mark.long,
        ),
    ],
)
async def test_settings_that_are_wrong_are_named(
    store: ObjectStore, person: str, settings: dict[str, str], code: ErrorCode
) -> None:
    agent = AgentProcess(store, **settings)
    try:
        agent.start()
        async with agent.client() as client:
            with pytest.raises(StorageError) as failure:
                await client.open(person)
            assert failure.value.code is code

            async def noticed() -> bool:
                return (await client.health()).object_store is code

            await eventually(noticed, 15, "the health check names it")
        assert f"({code})" in agent.log.read_text()
        assert "Traceback" not in agent.log.read_text()
    finally:
        agent.remove()


async def test_user_ids_that_cannot_have_files_are_refused(client: StorageClient) -> None:
    for user_id in ("", "../x", "a/b", "a\nb", "x" * 300):
        with pytest.raises(StorageError) as failure:
            await client.open(user_id)
        assert failure.value.code is ErrorCode.INVALID_USER_ID


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Basic x"])
def test_nobody_without_the_token_gets_anything(
    agent: AgentProcess, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    for method, path in (("GET", "/homes"), ("POST", "/homes/open"), ("POST", "/homes/close")):
        answer = httpx.request(method, f"{agent.url}{path}", headers=headers)
        assert answer.status_code == 401


async def test_one_failure_is_one_line_for_the_operator(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    async with own_agent.client() as client:
        await client.open(person)
        store.faults(status=403)
        (own_agent.files(person) / "work.txt").write_text("x")

        def lines() -> list[str]:
            log = own_agent.log.read_text().splitlines()
            return [line for line in log if f"'{person}'" in line and "not saved" in line]

        wait_until(lines, 10, "the failure is logged")

        async def waiting() -> bool:
            return (await client.status(person)).state == "waiting"

        await eventually(waiting, 5, "it is tried again")
        assert len(lines()) == 1
        assert "(object-store-refused)" in lines()[0]
