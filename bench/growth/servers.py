"""Servers of people who then do nothing: started and stopped a few at a time, as a class comes and goes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import aiohttp

from tests.e2e.person import Person
from tests.e2e.stack import Stack
from tests.waiting import NotInTimeError, wait_until

_AT_ONCE: Final = 4
_Step = Callable[[str, str], Awaitable[None]]


async def start_all(url: str, users: Sequence[str]) -> int:
    """Start everybody's server, four at a time; return how many did not start."""
    return await _each(url, users, _start)


async def stop_all(url: str, users: Sequence[str]) -> int:
    """Stop everybody's server, four at a time; return how many may still run."""
    return await _each(url, users, _stop)


def wait_for_waiting(stack: Stack, count: int) -> None:
    """Wait until so many servers wait for somebody."""
    wait_until(
        lambda: len(stack.waiting_containers()) == count, 30 + 20 * count, f"{count} servers wait"
    )


async def _start(url: str, user: str) -> None:
    async with Person(url, user) as person:
        await person.log_in()
        await person.start_server()


async def _stop(url: str, user: str) -> None:
    async with Person(url, user) as person:
        await person.log_in()
        await person.stop_server()


async def _each(url: str, users: Sequence[str], step: _Step) -> int:
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(user: str) -> int:
        async with places:
            try:
                await step(url, user)
            # What a person's steps say of themselves, and of a connection.
            except (AssertionError, NotInTimeError, aiohttp.ClientError, TimeoutError) as error:
                print(f"  {user}: {type(error).__name__}: {str(error)[:200]}", flush=True)
                return 1
        return 0

    return sum(await asyncio.gather(*(one(user) for user in users)))
