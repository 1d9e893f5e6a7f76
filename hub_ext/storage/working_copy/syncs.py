"""Syncs of one home: one at a time, not too many of all homes, and what came of the last."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from hub_ext.storage.errors import BrokenOffError, ErrorCode, StorageError
from hub_ext.storage.failures import of_this_host
from hub_ext.storage.trouble import Trouble


class Syncs:
    """The syncs of one home.

    Parameters
    ----------
    synchronise
        Makes home and store equal, or raises why it did not.
    slots
        Bounds how many homes are synced at once.
    trouble
        Told what came of each.
    changed
        Whether there may be something to sync.

    Attributes
    ----------
    changed
        Whether something may have changed since the last sync began, or it failed.
    """

    def __init__(
        self,
        synchronise: Callable[[], Awaitable[None]],
        slots: asyncio.Semaphore,
        trouble: Trouble,
        *,
        changed: bool,
    ) -> None:
        self._synchronise = synchronise
        self._slots = slots
        self._trouble = trouble
        self.changed = changed
        self._lock = asyncio.Lock()
        self._running: set[asyncio.Task[bool]] = set()

    @property
    def busy(self) -> bool:
        """Whether one is under way, or should be."""
        return self.changed or self._lock.locked()

    @contextlib.asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Return a context in which none runs."""
        async with self._lock:
            yield

    async def one(self, wanted: Callable[[], bool] = lambda: True) -> bool:
        """Sync, if it is still `wanted` when its turn comes; tell whether that was done."""
        async with self._lock, self._slots:
            if not wanted():
                return False
            self.changed = False
            try:
                await self._twice()
            except (StorageError, OSError) as error:
                self.changed = True
                self._trouble.note(of_this_host(error) if isinstance(error, OSError) else error)
                return False
            self._trouble.end()
            return True

    async def _twice(self) -> None:
        try:
            await self._synchronise()
        except BrokenOffError:  # It is started again at once, so nobody has to hear of it.
            await self._synchronise()

    async def within(self, seconds: float) -> StorageError | None:
        """Sync, and return why it is not done after `seconds`; it goes on in the background."""
        task = asyncio.create_task(self.one(), name="sync")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if done and task.result():
            return None
        return self._trouble.failure or StorageError(
            ErrorCode.OBJECT_STORE_BUSY, f"the object store took longer than {seconds:g} s"
        )

    async def stop(self) -> None:
        """End those that go on in the background."""
        running = [*self._running]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
