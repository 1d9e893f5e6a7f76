"""What the hub is told, whatever the agent does."""

import json
from collections.abc import Callable

import httpx
import pytest

from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode, StorageError

_Handler = Callable[[httpx.Request], httpx.Response]


def _client(handler: _Handler) -> StorageClient:
    return StorageClient("http://storage:8700", "token", transport=httpx.MockTransport(handler))


def _raise(error: Exception) -> _Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    return handler


async def test_the_token_and_the_user_id_arrive_and_the_answer_is_typed() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"path": "homes/x/files", "state": "current"})

    async with _client(handler) as client:
        home = await client.open("한별", 11)
    assert (home.path, home.state, home.reason) == ("homes/x/files", "current", None)
    assert seen[0].headers["Authorization"] == "Bearer token"
    assert json.loads(seen[0].content) == {"user_id": "한별", "center_id": 11, "teaches": False}


@pytest.mark.parametrize(
    ("handler", "code"),
    [
        (_raise(httpx.ConnectError("refused")), ErrorCode.AGENT_UNREACHABLE),
        (_raise(httpx.ConnectTimeout("slow")), ErrorCode.AGENT_UNREACHABLE),
        (_raise(httpx.RemoteProtocolError("cut")), ErrorCode.AGENT_UNREACHABLE),
        (_raise(httpx.ReadTimeout("slow")), ErrorCode.AGENT_TIMEOUT),
        (lambda _: httpx.Response(401, text="no"), ErrorCode.INTERNAL),
        (lambda _: httpx.Response(200, text="not JSON"), ErrorCode.INTERNAL),
        (
            lambda _: httpx.Response(507, json={"error": "disk-full", "message": "no room"}),
            ErrorCode.DISK_FULL,
        ),
    ],
)
async def test_every_failure_has_a_code(handler: _Handler, code: ErrorCode) -> None:
    async with _client(handler) as client:
        with pytest.raises(StorageError) as failure:
            await client.open("student1")
    assert failure.value.code is code
    assert "token" not in str(failure.value)


async def test_a_notebook_is_bytes_and_a_refusal_keeps_its_code() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/notebooks/read"
        if b"missing" in request.content:
            return httpx.Response(404, json={"error": "not-found", "message": "no"})
        return httpx.Response(200, content=b"\x00{}")

    async with _client(handler) as client:
        assert await client.read_notebook("한별", "과제.ipynb") == b"\x00{}"
        with pytest.raises(StorageError) as failure:
            await client.read_notebook("한별", "missing.ipynb")
    assert failure.value.code is ErrorCode.NOT_FOUND


async def test_summaries_are_typed() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        home = {"user_id": "한별", "open": True, "state": "saving", "used_bytes": 5}
        return httpx.Response(200, json={"homes": [home]})

    async with _client(handler) as client:
        (summary,) = await client.summaries(["한별"])
    assert (summary.state, summary.used_bytes, summary.notebooks) == ("saving", 5, None)
