"""Forms sent together: what is counted as failed, and what the results then say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest

from bench.people.burst import Answer, ReadyForm, note_logins, sent_together
from bench.samples import Book

IN = b"HTTP/1.1 302 Found\r\nSet-Cookie: jupyterhub-hub-login=x; Path=/hub/\r\n\r\n"
ELSEWHERE = b"HTTP/1.1 302 Found\r\nLocation: /hub/login\r\n\r\n"
TOO_MANY = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 9\r\n\r\n"
HALF = b"HTTP/1.1 302 Fou"


@asynccontextmanager
async def answering(*answers: bytes) -> AsyncIterator[int]:
    """Serve each connection one of `answers`, in the order in which they are opened."""
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = left.pop(0)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"POST /hub/login HTTP/1.1\r\n"), head
        assert (await reader.readexactly(10)) == b"username=x"
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("answer", "status", "let_in"),
    [(IN, 302, True), (ELSEWHERE, 302, False), (TOO_MANY, 429, False), (HALF, 0, False)],
)
async def test_only_who_gets_the_cookie_is_let_in(answer: bytes, status: int, let_in: bool) -> None:
    async with answering(answer) as port, AsyncExitStack() as stack:
        request = httpx.Request(
            "POST", f"http://127.0.0.1:{port}/hub/login", data={"username": "x"}
        )
        (got,) = await sent_together([await ReadyForm.open(stack, request)])
    assert (got.status, got.let_in) == (status, let_in)
    assert got.milliseconds > 0


def noted(*answers: Answer) -> dict[str, list[float]]:
    book = Book()
    note_logins(book, 50, "login", answers)
    return {one.what: [one.most, one.tries] for one in book.measurements()}


def test_a_burst_without_failures_says_so() -> None:
    assert noted(Answer(302, True, 5), Answer(302, True, 7)) == {
        "login": [7, 2],
        "login, failed": [0, 1],
        "login, HTTP 429": [0, 1],
        "login, HTTP 503": [0, 1],
    }


def test_every_failure_is_counted_and_in_no_time() -> None:
    rows = noted(
        Answer(302, True, 5),
        Answer(429, False, 900),
        Answer(503, False, 900),
        Answer(503, False, 900),
        Answer(500, False, 900),
        Answer(0, False, 900),
        # A redirect, but not into the hub.
        Answer(302, False, 900),
    )
    assert rows == {
        "login": [5, 1],
        "login, failed": [6, 1],
        "login, HTTP 429": [1, 1],
        "login, HTTP 503": [2, 1],
        "login, HTTP 500": [1, 1],
        "login, no answer": [1, 1],
    }


def test_nobody_let_in_is_no_time() -> None:
    assert "login" not in noted(Answer(503, False, 3))
