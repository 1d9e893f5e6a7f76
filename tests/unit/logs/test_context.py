"""What lines say they are of: inside, afterwards, in tasks, and in what outlives a request."""

import asyncio

import httpx
import pytest

from hub_ext.logs.context import (
    REQUEST_HEADER,
    LogContext,
    begin_request,
    context_without_request,
    log_context,
    note_for_log,
    present_context,
    request_id_from,
)
from hub_ext.logs.telling import telling_request


async def told() -> LogContext:
    return present_context()


async def test_it_holds_inside_and_in_tasks_made_inside() -> None:
    with log_context(request="1"):
        with log_context(user="student1"):
            assert await asyncio.create_task(told()) == LogContext("1", "student1")
        assert present_context() == LogContext("1")
    assert present_context() == LogContext()


async def test_a_request_begins_with_nothing_of_the_one_before() -> None:
    async def two_requests() -> LogContext:
        begin_request("1")
        note_for_log(user="student1", container="eduhub-student1")
        begin_request("2")
        return present_context()

    assert await asyncio.create_task(two_requests()) == LogContext("2")
    assert present_context() == LogContext()


async def test_what_outlives_a_request_is_not_of_it() -> None:
    with log_context(request="1", user="teacher11"):
        task = asyncio.create_task(told(), context=context_without_request(user="student1"))
        assert await task == LogContext("", "student1")


@pytest.mark.parametrize(
    "said", [None, "", "1", "0123456789ABCDEF", "0" * 17, "0123456789abcde\n", "../../etc/passwd"]
)
def test_only_what_could_be_an_id_is_taken_for_one(said: str | None) -> None:
    assert request_id_from("0123456789abcdef") == "0123456789abcdef"
    assert request_id_from(said) != said
    assert request_id_from(said) != request_id_from(said)


async def test_the_next_part_is_told() -> None:
    heard = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request.headers.get(REQUEST_HEADER))
        return httpx.Response(200)

    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(transport=transport, event_hooks=telling_request()) as client:
        with log_context(request="0123456789abcdef"):
            await client.get("http://storage-api:8700/")
        await client.get("http://storage-api:8700/")

    assert heard == ["0123456789abcdef", None]
