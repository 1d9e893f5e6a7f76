"""When a home is synced: something changed here or there, or the last try failed."""

import asyncio
import contextlib
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Final

from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.record import Record
from hub_ext.storage.store import ObjectStore
from hub_ext.storage.trouble import Trouble
from hub_ext.storage.working_copy.syncs import Syncs

#: Seconds.
DEBOUNCE: Final = 0.3
#: A save cannot wait longer: with the sync itself it is in the store within three seconds.
LONGEST_DEBOUNCE: Final = 1.5
#: A sync in the middle of unpacking competes with it, and has to be done again. More files than a
#: program saves at once are given more time to come to an end.
LONGEST_DEBOUNCE_OF_MANY: Final = 2.5
MANY_FILES: Final = 200
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
        self._files = 0

    def wake(self, files: int = 0) -> None:
        """Look at once; so many files changed here."""
        self._files += files
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
        began = time.monotonic()
        with contextlib.suppress(TimeoutError):
            while True:
                many = self._files > MANY_FILES
                longest = LONGEST_DEBOUNCE_OF_MANY if many else LONGEST_DEBOUNCE
                self._wake.clear()
                async with asyncio.timeout(min(DEBOUNCE, began + longest - time.monotonic())):
                    await self._wake.wait()
        self._files = 0

    def _is_old(self) -> bool:
        synced_at = self._record.synced_at
        return synced_at is None or datetime.now(UTC) - synced_at > FULL_SYNC_INTERVAL

    async def _store_changed(self) -> bool:
        fingerprint = await self._store.fingerprint(self._prefix)
        known, self._fingerprint = self._fingerprint, fingerprint
        return fingerprint is None or fingerprint != known
