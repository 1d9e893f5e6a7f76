"""Keeping the pool as large as it should be, without taking processors and memory from a lesson."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from logging import Logger
from pathlib import Path
from typing import Final

from hub_ext.metrics.pool import POOL_WAITING, POOL_WANTED
from hub_ext.servers.engine import Engine, EngineError
from hub_ext.servers.warm.pool import Pool
from hub_ext.storage.errors import StorageError

#: Seconds between two looks at the engine.
_LOOK_INTERVAL: Final = 30.0
#: Seconds without anybody's start before the pool is filled up again: a class comes all at once, and
#: its starts need the processors.
_QUIET_SECONDS: Final = 5.0
_STEP: Final = 1.0
#: Seconds after a start in advance that failed.
_AFTER_FAILURE: Final = 30.0
#: Starts of which the time is known: more than can matter at once.
_REMEMBERED: Final = 1000
#: Of the host's memory, what must be available for another server to be started in advance.
_LEAST_AVAILABLE: Final = 0.15
_MEMORY: Final = Path("/proc/meminfo")


def host_memory() -> tuple[int, int]:
    """Return the host's memory, and what of it is available, in kilobytes."""
    lines = (line.split() for line in _MEMORY.read_text("ascii").splitlines())
    found = {words[0]: int(words[1]) for words in lines}
    return found["MemTotal:"], found["MemAvailable:"]


def available_memory() -> float:
    """Return which part of the host's memory is available, from 0 to 1."""
    total, available = host_memory()
    return available / total


class PoolKeeper:
    """Fills the pool and looks after it, until it is stopped.

    Parameters
    ----------
    pool
        What is kept.
    engine
        Tells which image a name stands for now.
    image
        The name.
    wanted
        Tells, from when people got their servers lately, how many should wait now.
    log
        The operator's.
    """

    def __init__(
        self,
        pool: Pool,
        engine: Engine,
        image: str,
        wanted: Callable[[Sequence[datetime]], int],
        log: Logger,
    ) -> None:
        self._pool = pool
        self._engine = engine
        self._image = image
        self._wanted = wanted
        self._log = log
        self._last_start = -_QUIET_SECONDS
        self._works = True
        self._starts: deque[datetime] = deque(maxlen=_REMEMBERED)
        pool.taken = self.note_start

    def note_start(self) -> None:
        """Take note that somebody's server starts."""
        self._last_start = time.monotonic()
        self._starts.append(datetime.now(UTC))

    async def run(self) -> None:
        """Keep the pool; ends when it is cancelled, and leaves what waits for the next hub."""
        looked = -_LOOK_INTERVAL
        while True:
            if time.monotonic() - looked >= _LOOK_INTERVAL:
                await self._look()
                looked = time.monotonic()
            pause, wanted = _STEP, self._wanted(self._starts)
            POOL_WANTED.set(wanted)
            POOL_WAITING.set(self._pool.size)
            if self._pool.size > wanted:
                await self._pool.shrink()
            if self._may_fill(wanted) and not await self._pool.add():
                pause = _AFTER_FAILURE
            await asyncio.sleep(pause)

    def _may_fill(self, wanted: int) -> bool:
        quiet = time.monotonic() - self._last_start >= _QUIET_SECONDS
        return quiet and self._pool.size < wanted and available_memory() > _LEAST_AVAILABLE

    async def _look(self) -> None:
        try:
            await self._pool.look(await self._engine.image_id(self._image))
        except (EngineError, StorageError) as error:
            if self._works:
                self._log.warning("Servers started in advance are not looked after: %s", error)
            self._works = False
        else:
            self._works = True
