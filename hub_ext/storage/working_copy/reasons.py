"""When a home is synced: something changed here or there, or the last try failed."""

import asyncio
import contextlib
import random
from datetime import UTC, datetime, timedelta
from typing import Final

from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.record import Record
from hub_ext.storage.store import ObjectStore
from hub_ext.storage.trouble import Trouble
from hub_ext.storage.working_copy.syncs import Syncs

#: Seconds.
DEBOUNCE: Final = 0.3
#: A sync in the middle of unpacking competes with it, and has to be done again; a save cannot wait.
LONGEST_DEBOUNCE: Final = 1.0
POLL_INTERVAL: Final = 30.0
FULL_SYNC_INTERVAL: Final = timedelta(minutes=5)
FIRST_RETRY: Final = 1.0
LONGEST_RETRY: Final = 30.0


class Reasons:
    """Awaits the reason for the next sync of one home.

    Parameters
    ----------
    layout, store
        Where it is.
    record
        What is remembered about it; somebody else keeps it up to date.
    syncs, trouble
        What came of the last one.
    """

    def __init__(
        self,
        layout: HomeLayout,
        store: ObjectStore,
        record: Record,
        syncs: Syncs,
        trouble: Trouble,
    ) -> None:
        self._prefix = layout.prefix
        self._store = store
        self._record = record
        self._syncs = syncs
        self._trouble = trouble
        self._wake = asyncio.Event()
        self._pause = FIRST_RETRY
        self._fingerprint: str | None = None

    def wake(self) -> None:
        """Look at once."""
        self._wake.set()

    def begin_anew(self) -> None:
        """Take note of a good sync: the next failure is the first."""
        self._pause = FIRST_RETRY

    async def wait(self) -> None:
        """Return when a file changed here or there, or when a failed sync is due again."""
        if self._trouble.failure is not None:
            await asyncio.sleep(self._pause * random.uniform(0.7, 1.0))  # noqa: S311
            self._pause = min(self._pause * 2, LONGEST_RETRY)
            return
        while not self._syncs.changed:
            try:
                async with asyncio.timeout(POLL_INTERVAL):
                    await self._wake.wait()
            except TimeoutError:
                if self._is_old() or await self._store_changed():
                    return
            self._wake.clear()
            if not self._record.open:
                return
        await self._settle()

    async def _settle(self) -> None:
        """Return when nothing has changed for a moment, or has not stopped changing for long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_DEBOUNCE):
                while True:
                    self._wake.clear()
                    async with asyncio.timeout(DEBOUNCE):
                        await self._wake.wait()

    def _is_old(self) -> bool:
        synced_at = self._record.synced_at
        return synced_at is None or datetime.now(UTC) - synced_at > FULL_SYNC_INTERVAL

    async def _store_changed(self) -> bool:
        fingerprint = await self._store.fingerprint(self._prefix)
        known, self._fingerprint = self._fingerprint, fingerprint
        return fingerprint is None or fingerprint != known
