"""Starts take turns: so many at once, in the order in which people came, and each knows their place.

On two processors thirty starts at once are thirty people who all wait for the last. With turns the last one
waits as long, and the others less.
"""

import asyncio
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import ceil
from typing import Final

#: Starts at once, by processors: a start also waits, for the store, the engine and its own port.
STARTS_PER_PROCESSOR: Final = 4
#: Starts of which the mean is what another one is thought to take.
_REMEMBERED: Final = 20
#: Seconds, as long as no start has ended yet.
_FIRST_GUESS: Final = 3.0
#: Seconds between two words to somebody who waits.
TELL_INTERVAL: Final = 2.0

#: Told how many come before, and in about how many seconds the turn is.
Tell = Callable[[int, int], None]


class Turns:
    """A queue that is fair, for one event loop.

    Parameters
    ----------
    at_once
        How many have their turn together.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._running = 0
        self._queue: deque[asyncio.Event] = deque()
        self._took: deque[float] = deque(maxlen=_REMEMBERED)

    @asynccontextmanager
    async def turn(self, tell: Tell) -> AsyncIterator[None]:
        """Wait for a turn and have it.

        Parameters
        ----------
        tell
            Called at once if there is anybody before, and again when that changes.
        """
        await self._wait(tell)
        started = time.monotonic()
        try:
            yield
        finally:
            self._took.append(time.monotonic() - started)
            self._pass_on()

    def seconds_for(self, before: int) -> int:
        """Return in about how many seconds somebody has their turn when so many come before."""
        mean = sum(self._took) / len(self._took) if self._took else _FIRST_GUESS
        return ceil(mean * (before + 1) / self._at_once)

    async def _wait(self, tell: Tell) -> None:
        if self._running < self._at_once and not self._queue:
            self._running += 1
            return
        called = asyncio.Event()
        self._queue.append(called)
        told = -1
        try:
            while not called.is_set():
                before = self._queue.index(called)
                if before != told:
                    tell(before, self.seconds_for(before))
                    told = before
                try:
                    async with asyncio.timeout(TELL_INTERVAL):
                        await called.wait()
                except TimeoutError:
                    continue
        except BaseException:
            # Called and gone in the same moment: the turn is the next one's.
            if called.is_set():
                self._pass_on()
            else:
                self._queue.remove(called)
            raise

    def _pass_on(self) -> None:
        if self._queue:
            self._queue.popleft().set()
        else:
            self._running -= 1


def turns_of_this_machine() -> Turns:
    """Return the queue for as many processors as there are."""
    return Turns(STARTS_PER_PROCESSOR * (os.cpu_count() or 1))
