"""Bounds for whoever waits for the object store."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

from hub_ext.storage.errors import ErrorCode, StorageError


@contextlib.asynccontextmanager
async def in_time(seconds: float, *gates: AbstractAsyncContextManager[Any]) -> AsyncIterator[None]:
    """Return a context that is entered through gates, one after the other, and ends in time.

    Parameters
    ----------
    seconds
        For the gates and what is done behind them.
    gates
        Semaphores and locks.

    Raises
    ------
    StorageError
        ``object-store-busy`` if it takes longer.
    """
    try:
        async with asyncio.timeout(seconds), contextlib.AsyncExitStack() as opened:
            for gate in gates:
                await opened.enter_async_context(gate)
            yield
    except TimeoutError:
        text = f"the object store took longer than {seconds:g} s"
        raise StorageError(ErrorCode.OBJECT_STORE_BUSY, text) from None
