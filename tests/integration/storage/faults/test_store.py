"""An object store that is away, refuses, or has lost the bucket."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from hub_ext.servers.messages import NOTICES, REFUSALS
from hub_ext.storage.errors import ErrorCode, StorageError
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.faults.ledger import Ledger
from tests.integration.storage.objectstore import BUCKET, ObjectStore, running_object_store
from tests.integration.storage.statuses import is_saved, is_waiting
from tests.waiting import eventually, wait_until

PEOPLE = 30


async def _outage(agent: AgentProcess, store: ObjectStore, person: str, seconds: float) -> None:
    """Thirty people save while the store is away for so long."""
    ledgers = [Ledger(agent, store, f"{person}x{number}") for number in range(PEOPLE)]
    async with agent.client() as client:
        await asyncio.gather(*(client.open(ledger.person) for ledger in ledgers))
        store.faults(off=True)
        ends = time.monotonic() + seconds
        rounds = 0
        while time.monotonic() < ends:
            for ledger in ledgers:
                ledger.save(f"{rounds % 5}.ipynb", f"{ledger.person} {rounds}")
            rounds += 1
            await asyncio.sleep(1)
        last = range(max(0, rounds - 5), rounds)

        async def all_wait() -> bool:
            return {status.state for status in await client.homes()} == {"waiting"}

        await eventually(all_wait, 60, "everybody's status says that it waits")
        store.faults()
        for ledger in ledgers:
            for number in last:
                ledger.wait_until_stored(
                    f"{number % 5}.ipynb", f"{ledger.person} {number}", seconds=90
                )
        closed = await asyncio.gather(*(client.close(ledger.person) for ledger in ledgers))
        assert {answer.state for answer in closed} == {"saved"}
    log = agent.log.read_text().splitlines()
    told = [line for line in log if "are not saved (object-store-unreachable)" in line]
    assert len(told) == PEOPLE, "one line for each person, however long it lasts"
    assert sum("the object store cannot be used" in line for line in log) <= 1


@pytest.mark.timeout(300)
async def test_store_down_while_thirty_people_save(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    await _outage(own_agent, store, person, seconds=10)


@pytest.mark.long
@pytest.mark.timeout(1200)
async def test_store_down_for_ten_minutes_while_thirty_people_save(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    await _outage(own_agent, store, person, seconds=600)


async def test_store_down_at_spawn(
    own_agent: AgentProcess, store: ObjectStore, ledger: Ledger
) -> None:
    store.faults(off=True)
    async with own_agent.client() as client:
        with pytest.raises(StorageError) as failure:
            await client.open(ledger.person)
        assert REFUSALS[failure.value.code].ko == (
            "파일 저장소에 연결할 수 없어서 서버를 시작하지 못했습니다. 저장된 파일은 그대로 있습니다. "
            "잠시 후 다시 시도해 주세요. 계속되면 선생님께 알려 주세요."
        )
        assert not (await client.status(ledger.person)).open
        store.faults()
        assert (await client.open(ledger.person)).state == "current"


async def test_store_down_at_stop(
    own_agent: AgentProcess, store: ObjectStore, ledger: Ledger
) -> None:
    async with own_agent.client() as client:
        await client.open(ledger.person)
        store.faults(off=True)
        ledger.save("마지막.ipynb", "수업 끝")
        closed = await client.close(ledger.person)
        assert (closed.state, closed.reason) == ("pending", ErrorCode.OBJECT_STORE_UNREACHABLE)
        assert NOTICES["not-yet-saved"].ko == (
            "서버는 멈췄지만 파일이 아직 파일 저장소로 옮겨지지 않았습니다. "
            "파일은 서버 컴퓨터에 안전하게 있고, 연결되면 저절로 옮겨집니다. "
            "옮겨지면 이 알림은 사라집니다. 그때까지 다른 곳에서 파일을 고치지 말아 주세요. "
            "서버를 다시 시작하는 것은 괜찮습니다."
        )
        assert ledger.missing_here() == []
        store.faults()
        await is_saved(client, ledger.person, seconds=45)
    assert ledger.missing_in_store() == []


async def test_keys_revoked_while_running(
    own_agent: AgentProcess, store: ObjectStore, ledger: Ledger
) -> None:
    async with own_agent.client() as client:
        await client.open(ledger.person)
        ledger.save("수업.ipynb", "전")
        await ledger.saved(("수업.ipynb", "전"))
        store.faults(status=403)
        ledger.save("수업.ipynb", "후")
        await is_waiting(client, ledger.person, ErrorCode.OBJECT_STORE_REFUSED)
        line = f"files of '{ledger.person}' are not saved (object-store-refused): "
        assert line in own_agent.log.read_text()
        store.faults()
        ledger.wait_until_stored("수업.ipynb", "후", seconds=45)
        assert (await client.close(ledger.person)).state == "saved"
    assert f"files of '{ledger.person}' are saved again" in own_agent.log.read_text()
    assert ledger.missing_in_store() == []


@pytest.fixture
def own_store() -> Iterator[ObjectStore]:
    """A store to be spoilt."""
    with running_object_store() as store:
        yield store


async def test_bucket_deleted(own_store: ObjectStore, person: str) -> None:
    agent = AgentProcess(own_store)
    agent.start()
    try:
        ledger = Ledger(agent, own_store, person)
        async with agent.client() as client:
            await client.open(person)
            ledger.save("수업.ipynb", "전")
            ledger.wait_until_stored("수업.ipynb", "전")
            _delete_bucket(own_store)
            ledger.save("나중.ipynb", "버킷이 없는 동안")
            await is_waiting(client, person, ErrorCode.BUCKET_MISSING, seconds=20)
            assert f"files of '{person}' are not saved (bucket-missing): " in agent.log.read_text()
            assert ledger.missing_here() == [], "what NCP lost stays on the host"
            own_store.platform.create_bucket(Bucket=BUCKET)
            ledger.wait_until_stored("나중.ipynb", "버킷이 없는 동안", seconds=45)
            ledger.wait_until_stored("수업.ipynb", "전")
            assert (await client.close(person)).state == "saved"
        assert ledger.missing_in_store() == []
    finally:
        agent.remove()


def _delete_bucket(store: ObjectStore) -> None:
    for key in store.keys(""):
        store.delete(key)
    store.platform.delete_bucket(Bucket=BUCKET)
    wait_until(lambda: not store.answers(), 10, "the bucket is gone")
