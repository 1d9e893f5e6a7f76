"""The same person on two hosts: refused or handed over, never both."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from aiohttp import ClientSession, web
from yarl import URL

from hub_ext.servers.messages import REFUSALS
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.leasing.lease_objects import LeaseObjects
from hub_ext.storage.leasing.leases import Leases
from hub_ext.storage.rclone import Rclone
from tests.integration.storage.agent import TOKEN, AgentProcess, storage_settings
from tests.integration.storage.objectstore import BUCKET, ObjectStore, free_port
from tests.waiting import NotInTimeError, eventually, wait_until

#: Short, so that a test sees the end of it; agents renew five times as often.
_LEASE = 5.0


@pytest.fixture
def hosts(store: ObjectStore) -> Iterator[tuple[AgentProcess, AgentProcess]]:
    """Two hosts with data of their own, and one store."""
    pair = AgentProcess(store), AgentProcess(store)
    for host in pair:
        host.options = [f"--lease-seconds={_LEASE}"]
        host.start()
    yield pair
    for host in pair:
        host.remove()


async def _opens(host: AgentProcess, person: str) -> str:
    """Return ``current`` or ``behind``, or why the home is not opened."""
    async with host.client() as client:
        try:
            return (await client.open(person)).state
        except StorageError as error:
            return str(error.code)


async def _closes(host: AgentProcess, person: str) -> str:
    async with host.client() as client:
        return (await client.close(person)).state


async def test_a_second_host_is_refused_until_the_first_has_saved_and_closed(
    hosts: tuple[AgentProcess, AgentProcess], store: ObjectStore, person: str
) -> None:
    one, two = hosts
    assert await _opens(one, person) == "current"
    assert await _opens(two, person) == ErrorCode.OPENED_ELSEWHERE
    assert not two.files(person).exists()
    (one.files(person) / "work.txt").write_text("done")
    assert await _closes(one, person) == "saved"
    assert await _opens(two, person) == "current"
    assert (two.files(person) / "work.txt").read_text() == "done"
    assert await _opens(one, person) == ErrorCode.OPENED_ELSEWHERE


@pytest.mark.long
async def test_the_refusal_is_a_conflict(
    hosts: tuple[AgentProcess, AgentProcess], person: str
) -> None:
    one, two = hosts
    await _opens(one, person)
    async with httpx.AsyncClient(timeout=30) as http:
        answer = await http.post(
            f"{two.url}/homes/open",
            json={"user_id": person},
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
    assert answer.status_code == 409
    assert answer.json() == {
        "error": "opened-elsewhere",
        "message": f"the home of '{person}' is open on another host, or not saved there yet",
    }
    assert REFUSALS["opened-elsewhere"].ko.startswith(
        "다른 컴퓨터에서 파일이 열려 있거나 저장되는 중이라서 서버를 시작하지 않았습니다. "
        "저장된 파일은 그대로 있습니다. 그쪽 서버를 끄고 몇 분 뒤에 다시 시작해 주세요."
    )


@pytest.mark.long
async def test_a_lease_lasts_while_a_home_is_open(
    hosts: tuple[AgentProcess, AgentProcess], person: str
) -> None:
    one, two = hosts
    await _opens(one, person)

    async def let_in() -> bool:
        return await _opens(two, person) != ErrorCode.OPENED_ELSEWHERE

    with pytest.raises(NotInTimeError):
        await eventually(let_in, 3 * _LEASE, "the second host is let in")


async def test_a_killed_host_loses_it_and_the_same_host_takes_it_up_at_once(
    hosts: tuple[AgentProcess, AgentProcess], person: str
) -> None:
    one, two = hosts
    await _opens(one, person)
    one.kill()
    one.start()
    assert await _opens(one, person) == "current"
    one.kill()
    assert await _opens(two, person) == ErrorCode.OPENED_ELSEWHERE

    async def taken() -> bool:
        return await _opens(two, person) == "current"

    await eventually(taken, 6 * _LEASE, "the lease has expired")


@pytest.mark.long
async def test_what_is_not_saved_yet_keeps_the_lease(
    hosts: tuple[AgentProcess, AgentProcess], store: ObjectStore, person: str
) -> None:
    one, two = hosts
    await _opens(one, person)
    store.faults(status=403, methods=["PUT"])
    (one.files(person) / "work.txt").write_text("late")
    assert await _closes(one, person) == "pending"
    assert await _opens(two, person) == ErrorCode.OPENED_ELSEWHERE
    store.faults()

    async def taken() -> bool:
        return await _opens(two, person) == "current"

    await eventually(taken, 40, "it is saved and given back")
    assert (two.files(person) / "work.txt").read_text() == "late"


async def test_two_at_the_same_moment_are_never_both_let_in(
    hosts: tuple[AgentProcess, AgentProcess], store: ObjectStore, person: str
) -> None:
    one, two = hosts
    for _ in range(5):
        answers = await asyncio.gather(_opens(one, person), _opens(two, person))
        assert answers.count("current") == 1
        winner = hosts[answers.index("current")]
        assert await _closes(winner, person) == "saved"
    assert len(store.keys(f"jupyterhub-leases/homes/{person}/")) <= 5


def _kept_in_store(store: ObjectStore, person: str) -> set[str | None]:
    prefixes = (f"users/{person}/", f"jupyterhub-history/{person}/")
    return {store.get(key) for prefix in prefixes for key in store.keys(prefix) if "work" in key}


def _kept(store: ObjectStore, person: str, *hosts: AgentProcess) -> set[str | None]:
    """What is kept of ``work.txt``: in the store, beside it, or in what a sync replaced."""
    folders = [host.files(person).parent / "state" / "history" for host in hosts]
    here = {path.read_text() for folder in folders for path in folder.rglob("work*.txt")}
    return here | _kept_in_store(store, person)


@pytest.mark.long
async def test_no_version_is_lost_when_the_store_was_down_at_the_opening(
    hosts: tuple[AgentProcess, AgentProcess], store: ObjectStore, person: str
) -> None:
    one, two = hosts
    await _opens(one, person)
    (one.files(person) / "work.txt").write_text("before")
    await _closes(one, person)
    one.kill()
    await _opens(two, person)
    store.faults(off=True)
    one.start()
    assert await _opens(one, person) == "behind"
    (one.files(person) / "work.txt").write_text("of the first")
    (two.files(person) / "work.txt").write_text("of the second")
    store.faults()

    def lines() -> list[str]:
        log = (one.log.read_text() + two.log.read_text()).splitlines()
        return [line for line in log if "is open on another host, too" in line]

    wait_until(lines, 60, "the operator reads about it")

    both = {"of the first", "of the second"}
    wait_until(lambda: both <= _kept(store, person, *hosts), 60, "both versions are kept")

    async def settled() -> bool:
        async with one.client() as first, two.client() as second:
            return {(await host.status(person)).state for host in (first, second)} == {"saved"}

    await eventually(settled, 60, "both hosts have saved")
    assert both <= _kept(store, person, *hosts)
    assert _kept_in_store(store, person) & both
    assert len(lines()) == 1


async def test_an_opening_costs_two_requests_and_a_close_one(
    store: ObjectStore, person: str, passable: Path
) -> None:
    requests: list[str] = []
    port = free_port()
    settings = storage_settings(f"http://127.0.0.1:{port}")
    rclone = Rclone(settings, passable)
    leases = Leases(LeaseObjects(rclone, BUCKET, "first"), lambda _: None)
    async with _counted(store.endpoint, port, requests):
        await rclone.start()
        for methods in (["GET", "PUT"], ["GET", "PUT"]):
            requests.clear()
            await leases.take(person)
            assert requests == methods
            await leases.settle(person)
            assert requests == [*methods, "PUT"]
        await rclone.stop()
    first, second = store.keys(f"jupyterhub-leases/homes/{person}/")
    assert (store.get(first), store.get(second)) == ("", "")


@contextlib.asynccontextmanager
async def _counted(endpoint: str, port: int, requests: list[str]) -> AsyncIterator[None]:
    """Let requests through to the store, and write their methods down."""

    async def pass_on(request: web.Request) -> web.Response:
        requests.append(request.method)
        url = URL(f"{endpoint}{request.raw_path}", encoded=True)
        async with session.request(
            request.method, url, headers=request.headers, data=await request.read()
        ) as answer:
            body = await answer.read()
            headers = {
                name: value
                for name, value in answer.headers.items()
                if name in {"Content-Type", "ETag", "Last-Modified"}
            }
            return web.Response(status=answer.status, headers=headers, body=body)

    application = web.Application()
    application.router.add_route("*", "/{key:.*}", pass_on)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    async with ClientSession() as session:
        yield
    await runner.cleanup()
