"""Calls to an engine that is dead, silent, broken or slow."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hub_ext.servers.broker.sockets import BROKER_SOCKET, ENGINE_SOCKET
from hub_ext.servers.engine import Engine, EngineCode, EngineError, Lane, engine_url
from tests.unit.servers.fakes import NO_ENGINE

SHORT = Lane(threads=2, call_seconds=1, turn_seconds=0.3)


class Answers:
    """How the engine on the other side behaves."""

    def __init__(self) -> None:
        self.status = HTTPStatus.OK
        self.body = b'{"Id": "abc"}'
        self.silent = threading.Event()
        self.at_once = 0
        self.most_at_once = 0
        self.seconds = 0.0


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def url(answers: Answers) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith("/version"):
                self._write(HTTPStatus.OK, b'{"ApiVersion": "1.41"}')
            else:
                self._behave()
                self._write(answers.status, answers.body)

        do_POST = do_DELETE = do_GET  # noqa: N815

        def _write(self, status: HTTPStatus, body: bytes) -> None:
            # The client may have given up and gone.
            with suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def _behave(self) -> None:
            answers.at_once += 1
            answers.most_at_once = max(answers.most_at_once, answers.at_once)
            while answers.silent.is_set():
                time.sleep(0.01)
            time.sleep(answers.seconds)
            answers.at_once -= 1

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"tcp://127.0.0.1:{server.server_port}"
    answers.silent.clear()
    server.shutdown()
    server.server_close()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = Engine(url, work=SHORT, questions=SHORT)
    yield engine
    engine.close()


async def code_of(engine: Engine) -> EngineCode:
    with pytest.raises(EngineError) as caught:
        await engine.inspect("x")
    return caught.value.code


@NO_ENGINE
async def test_a_socket_that_is_not_there_is_unreachable(no_engine: Engine) -> None:
    assert await code_of(no_engine) is EngineCode.UNREACHABLE


async def test_a_silent_engine_is_a_time_out_and_does_not_hold_the_loop(
    engine: Engine, answers: Answers
) -> None:
    answers.silent.set()
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.ensure_future(tick())
    assert await code_of(engine) is EngineCode.TIMEOUT
    ticking.cancel()
    assert ticks > 30


async def test_whoever_waits_behind_a_silent_engine_is_told_in_time(
    engine: Engine, answers: Answers
) -> None:
    answers.silent.set()
    started = time.monotonic()
    results = await asyncio.gather(
        *(engine.inspect("x") for _ in range(20)), return_exceptions=True
    )
    assert time.monotonic() - started < 4
    assert {getattr(result, "code", None) for result in results} == {EngineCode.TIMEOUT}


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, b'{"message": "engine-broker: Image: is not the one"}', EngineCode.REFUSED),
        (409, b'{"message": "in use"}', EngineCode.CONFLICT),
        (502, b'{"message": "the Docker engine is not reached"}', EngineCode.UNREACHABLE),
        (504, b'{"message": "no answer within 30 s"}', EngineCode.TIMEOUT),
        (500, b'{"message": "broken"}', EngineCode.FAILED),
        (503, b"busy", EngineCode.FAILED),
        (400, b'{"message": "bad parameter"}', EngineCode.FAILED),
        (500, b'{"message": "write /x: no space left on device"}', EngineCode.DISK_FULL),
    ],
)
async def test_an_answer_that_is_no_success_has_a_code(
    engine: Engine, answers: Answers, status: int, body: bytes, code: EngineCode
) -> None:
    await engine.inspect("x")
    answers.status, answers.body = HTTPStatus(status), body
    assert await code_of(engine) is code


async def test_a_container_that_is_not_there_is_none(engine: Engine, answers: Answers) -> None:
    await engine.inspect("x")
    answers.status, answers.body = HTTPStatus.NOT_FOUND, b'{"message": "No such container: x"}'
    assert await engine.inspect("x") is None
    await engine.stop("x", 1)
    await engine.remove("x")


async def test_no_more_calls_at_once_than_the_lane_is_wide(url: str, answers: Answers) -> None:
    # However slow this machine is: how long a turn is waited for is not what this is about.
    engine = Engine(url, work=SHORT, questions=Lane(threads=2, call_seconds=20, turn_seconds=60))
    answers.seconds = 0.02
    await asyncio.gather(*(engine.inspect("x") for _ in range(12)))
    assert answers.most_at_once == 2
    engine.close()


async def test_questions_do_not_wait_for_work(url: str, answers: Answers) -> None:
    engine = Engine(url, work=Lane(1, 5, 5), questions=SHORT)
    await engine.inspect("x")
    answers.seconds = 0.2
    work = [asyncio.ensure_future(engine.start("x")) for _ in range(4)]
    await asyncio.sleep(0)
    await engine.inspect("x")
    assert not work[-1].done()
    await asyncio.gather(*work)
    engine.close()


def test_docker_host_says_where_the_engine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    assert engine_url() == f"unix://{ENGINE_SOCKET}"
    there = f"unix://{BROKER_SOCKET}"
    monkeypatch.setenv("DOCKER_HOST", there)
    assert engine_url() == there
    compose = Path(__file__).parents[3] / "docker-compose.yml"
    assert f'environment: {{DOCKER_HOST: "{there}"}}' in compose.read_text()
