"""The broker between a hub's own client, or somebody who writes bytes, and an engine that notes what it is asked."""

import asyncio
import json
import logging
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from hub_ext.servers.broker import service
from hub_ext.servers.broker.engine_side import EngineSide
from hub_ext.servers.broker.rules import Rules
from hub_ext.servers.broker.service import Broker, serving
from hub_ext.servers.engine import Engine, EngineCode, EngineError
from hub_ext.servers.news import ContainerNews
from hub_ext.servers.warm.waiting import persons_limits
from tests.unit.servers.broker.conftest import SETTINGS, persons
from tests.unit.servers.broker.pretended_engine import OURS, THEIRS, PretendedEngine
from tests.waiting import eventually

V = "/v1.41"


@pytest.fixture
async def behind(tmp_path: Path) -> AsyncIterator[PretendedEngine]:
    engine = PretendedEngine()
    async with engine.running(tmp_path / "docker.sock"):
        yield engine


@pytest.fixture
async def socket(tmp_path: Path, rules: Rules) -> AsyncIterator[Path]:
    """Where the broker listens; whether there is an engine, a test says."""
    side = EngineSide(tmp_path / "docker.sock", lost_after=0.2)
    async with serving(Broker(rules, side), tmp_path / "broker.sock"):
        yield tmp_path / "broker.sock"
    await side.close()


@pytest.fixture
async def http(socket: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.AsyncHTTPTransport(uds=str(socket))
    async with httpx.AsyncClient(transport=transport, base_url="http://engine") as client:
        yield client


@pytest.fixture
async def hub(socket: Path) -> AsyncIterator[Engine]:
    """The hub's own client."""
    engine = Engine(f"unix://{socket}")
    yield engine
    engine.close()
    for lane in (engine._work, engine._questions):
        await asyncio.to_thread(lane._threads.shutdown, wait=True)


async def raw(socket: Path, sent: bytes) -> bytes:
    """What comes back until the connection is closed."""
    reader, writer = await asyncio.open_unix_connection(str(socket))
    writer.write(sent)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer


async def test_everything_that_the_hub_does_goes_through(
    behind: PretendedEngine, hub: Engine
) -> None:
    assert await hub.create("eduhub-student1", persons()) == "c" * 64
    await hub.start(OURS)
    assert (await hub.inspect("eduhub-student1") or {})["Id"] == OURS
    assert await hub.inspect("eduhub-nobody") is None
    assert await hub.containers("eduhub.instance=eduhub") == []
    assert await hub.last_line(OURS) == "the last line"
    assert await hub.image_id("eduhub/notebook:latest") == "sha256:1"
    await hub.rename(OURS, "eduhub-student1")
    await hub.update(OURS, persons_limits(SETTINGS, "teacher"))
    await hub.stop(OURS, 5)
    await hub.stop("eduhub-nobody", 0)
    await hub.remove("eduhub-student1")
    assert persons() in behind.bodies
    assert ("DELETE", f"{V}/containers/{OURS}?v=1&force=1") in behind.asked


async def test_nothing_is_passed_on_as_it_came(
    behind: PretendedEngine, http: httpx.AsyncClient
) -> None:
    body = json.dumps(persons(), indent=8)
    headers = {"X-Registry-Auth": "x", "Cookie": "x", "User-Agent": "x"}
    await http.post(f"{V}/containers/create?name=eduhub-student1", content=body, headers=headers)
    assert behind.bodies == [persons()]
    assert not {"X-Registry-Auth", "Cookie"} & behind.headers[0].keys()
    assert behind.headers[0]["User-Agent"] != "x"
    # What a client needs to know, and no more of the host.
    assert (await http.get("/version")).json() == {
        "ApiVersion": "1.41", "MinAPIVersion": "", "Version": "",
    }  # fmt: skip


@pytest.mark.parametrize("named", [THEIRS, "eduhub-student9"])
async def test_a_container_that_is_not_ours_is_not_there(
    behind: PretendedEngine, hub: Engine, named: str
) -> None:
    assert await hub.inspect(named) is None
    await hub.stop(named, 0)
    await hub.remove(named)
    for work in (hub.start(named), hub.rename(named, "eduhub-x"), hub.last_line(named)):
        with pytest.raises(EngineError) as caught:
            await work
        assert caught.value.code is EngineCode.NOT_FOUND
    assert {method for method, _ in behind.asked} == {"GET"}
    assert not [path for _, path in behind.asked if path.endswith("logs")]


async def test_a_name_is_looked_up_once_and_then_the_id_is_used(
    behind: PretendedEngine, hub: Engine
) -> None:
    await hub.remove("eduhub-student1")
    await hub.stop(OURS, 0)
    assert behind.asked[1:] == [
        ("GET", f"{V}/containers/eduhub-student1/json"),
        ("DELETE", f"{V}/containers/{OURS}?v=1&force=1"),
        ("POST", f"{V}/containers/{OURS}/stop?t=0"),
    ]


async def test_a_refusal_is_one_line_for_the_operator_and_a_code_for_the_hub(
    behind: PretendedEngine, hub: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, service.__name__)
    body = persons()
    body["HostConfig"]["Privileged"] = True
    with pytest.raises(EngineError) as caught:
        await hub.create("eduhub-student1", body)
    assert caught.value.code is EngineCode.REFUSED
    assert "HostConfig.Privileged" in caught.value.message
    (line,) = [record.getMessage() for record in caplog.records if "refused" in record.message]
    assert "HostConfig.Privileged" in line
    assert "/containers/create" in line
    assert "0123456789abcdef" not in line
    assert behind.bodies == [None]


async def test_what_the_engine_says_comes_back(behind: PretendedEngine, hub: Engine) -> None:
    behind.instead["/create"] = 409, b'{"message": "The container name is already in use"}'
    with pytest.raises(EngineError, match="already in use") as caught:
        await hub.create("eduhub-student1", persons())
    assert caught.value.code is EngineCode.CONFLICT
    behind.instead["/json"] = 500, b'{"message": "something"}'
    with pytest.raises(EngineError, match="something") as caught:
        await hub.stop("eduhub-student1", 0)
    assert caught.value.code is EngineCode.FAILED


async def test_an_engine_that_does_not_run_is_unknown_and_never_gone(
    hub: Engine, tmp_path: Path, http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, service.__name__)
    with pytest.raises(EngineError) as caught:
        await hub.inspect(OURS)
    assert caught.value.code is EngineCode.UNREACHABLE
    assert (await http.get(f"{V}/containers/{OURS}/json")).status_code == 502
    async with PretendedEngine().running(tmp_path / "docker.sock"):
        assert await hub.inspect(OURS)
    lines = [line.getMessage() for line in caplog.records if line.name == service.__name__]
    assert [line.partition(":")[0] for line in lines] == [
        "the engine does not answer",
        "the engine answers again",
    ]


async def test_an_engine_that_answers_nonsense_is_unknown(
    behind: PretendedEngine, hub: Engine
) -> None:
    behind.instead["/json"] = 200, b"<html>"
    with pytest.raises(EngineError) as caught:
        await hub.inspect(OURS)
    assert caught.value.code is EngineCode.UNREACHABLE


async def test_an_engine_that_is_late_is_unknown(
    behind: PretendedEngine, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub_ext.servers.broker.calls._QUESTION_SECONDS", 0.2)
    behind.silent.clear()
    answer = await http.get(f"{V}/containers/{OURS}/json")
    assert answer.status_code == 504
    assert "0.2 s" in answer.json()["message"]


async def test_a_socket_at_which_nothing_listens_any_more_is_noticed(tmp_path: Path) -> None:
    side = EngineSide(tmp_path / "docker.sock", lost_after=0.1)

    async def fails() -> bool:
        with pytest.raises(Exception, match=r"docker\.sock"):
            await side.ask("GET", "/_ping", {}, seconds=1)
        return side.lost.is_set()

    assert await eventually(fails, 5, "it is lost") >= 0.1
    await side.close()


async def test_a_caller_who_has_gone_is_not_waited_for(
    behind: PretendedEngine, socket: Path, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_WAIT_SECONDS", 0.2)
    behind.silent.clear()
    request = f"GET {V}/containers/{OURS}/json HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    writers = []
    for _ in range(service._MOST_CALLS):
        _, writer = await asyncio.open_unix_connection(str(socket))
        writer.write(request)
        writers.append(writer)
    await eventually(
        lambda: asyncio.sleep(0, len(behind.asked) == len(writers)), 5, "all are asked"
    )
    assert (await http.get(f"{V}/containers/{OURS}/json")).status_code == 504
    for writer in writers:
        writer.close()
    behind.silent.set()
    assert (await http.get(f"{V}/containers/{OURS}/json")).status_code == 200


async def test_there_are_no_more_connections_than_the_hub_needs(
    behind: PretendedEngine, socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_MOST_CONNECTIONS", 3)
    open_ones = [await asyncio.open_unix_connection(str(socket)) for _ in range(3)]
    await asyncio.sleep(0)
    assert await raw(socket, b"") == b""
    open_ones.pop()[1].close()
    ping = b"GET /_ping HTTP/1.0\r\n\r\n"
    answers = eventually(lambda: asyncio.wait_for(_answered(socket, ping), 5), 5, "there is room")
    await answers
    for _, writer in open_ones:
        writer.close()


async def _answered(socket: Path, sent: bytes) -> bool:
    try:
        return b"204" in await raw(socket, sent)
    except ConnectionError:
        return False


async def test_events_come_as_they_happen_and_end_with_whoever_listens(
    behind: PretendedEngine, socket: Path
) -> None:
    news = ContainerNews("eduhub", f"unix://{socket}", silence=5)
    task = asyncio.create_task(news.follow(logging.getLogger("test")))
    await eventually(lambda: asyncio.sleep(0, behind.streams == 1), 5, "somebody listens")
    await behind.events.put(json.dumps({"Actor": {"ID": OURS}}).encode() + b"\n")
    await eventually(lambda: asyncio.sleep(0, OURS in news._heard), 5, "it is heard")
    await behind.events.put(None)
    await eventually(lambda: asyncio.sleep(0, behind.streams == 1), 5, "it is listened to again")
    task.cancel()
    await eventually(lambda: asyncio.sleep(0, behind.streams == 0), 5, "nobody listens")


async def test_nobody_else_may_connect(socket: Path) -> None:
    mode = (await asyncio.to_thread(socket.stat)).st_mode
    assert stat.S_IMODE(mode) == 0o600


SMUGGLED = b"POST /v1.41/containers/prune HTTP/1.1\r\nHost: x\r\n\r\n"
START = f"POST {V}/containers/{OURS}/start HTTP/1.1\r\nHost: x\r\n".encode()


@pytest.mark.parametrize(
    "sent",
    [
        START + b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        START + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        START + b"Transfer-Encoding: \x0bchunked\r\nContent-Length: 3\r\n\r\nabc" + SMUGGLED,
        START + b"Content-Length: 0\r\nContent-Length: 80\r\n\r\n" + SMUGGLED,
        START + b"Content-Length: +0\r\n\r\n" + SMUGGLED,
        START + b"Content-Length: 80\r\n\r\n" + SMUGGLED.ljust(80),
        START + b"Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n" + SMUGGLED,
        START + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n",
        START.replace(b"Host: x\r\n", b"Host: x\nContent-Length: 80\r\n") + b"\r\n" + SMUGGLED.ljust(80),
        START + b"X: " + b"x" * 10_000 + b"\r\n\r\n",
        b"POST /" + b"x" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT engine:80 HTTP/1.1\r\nHost: x\r\n\r\n" + SMUGGLED,
        b"POST http://engine/v1.41/containers/prune HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        f"POST {V}/containers/create?name=eduhub-student1 HTTP/1.1\r\nHost: x\r\n"
        f"Content-Length: {64 * 1024**3}\r\n\r\n".encode() + b"x" * 1000,
    ],
    ids=lambda sent: repr(sent[-60:]),
)  # fmt: skip
async def test_no_second_request_hides_in_a_first(
    behind: PretendedEngine, socket: Path, sent: bytes
) -> None:
    answer = await raw(socket, sent)
    assert answer.startswith((b"HTTP/1.1 403", b"HTTP/1.1 400", b"HTTP/1.0 400"))
    assert answer.count(b"HTTP/1.") == 1
    assert not [asked for asked in behind.asked if asked[0] != "GET"]


async def test_requests_one_behind_the_other_are_each_looked_at(
    behind: PretendedEngine, socket: Path
) -> None:
    answer = await raw(socket, START + b"Content-Length: 0\r\n\r\n" + SMUGGLED)
    assert [line for line in answer.split(b"\r\n") if line.startswith(b"HTTP/")] == [
        b"HTTP/1.1 204 No Content",
        b"HTTP/1.1 403 Forbidden",
    ]
    assert [path for method, path in behind.asked if method == "POST"] == [
        f"{V}/containers/{OURS}/start"
    ]
