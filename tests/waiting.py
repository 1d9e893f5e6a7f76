"""Awaiting a condition, never a length of time."""

import asyncio
import time
from collections.abc import Awaitable, Callable


class NotInTimeError(AssertionError):
    """The awaited condition did not come true."""


def wait_until(condition: Callable[[], object], seconds: float, what: str) -> float:
    """Ask `condition` until it is true; return the seconds that it took.

    Raises
    ------
    NotInTimeError
        After `seconds`, naming `what` was awaited.
    """
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            raise NotInTimeError(f"not within {seconds} s: {what}")
        time.sleep(0.1)
    return time.monotonic() - started


async def eventually(
    condition: Callable[[], Awaitable[object]], seconds: float, what: str, every: float = 0.1
) -> float:
    """`wait_until` for a condition that has to be awaited itself; it is asked again after `every`."""
    started = time.monotonic()
    while not await condition():
        if time.monotonic() - started > seconds:
            raise NotInTimeError(f"not within {seconds} s: {what}")
        await asyncio.sleep(every)
    return time.monotonic() - started
