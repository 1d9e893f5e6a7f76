"""A home as a working copy: brought here, followed while it is open, and saved."""

import asyncio
import contextlib
import logging
import random
from datetime import UTC, datetime, timedelta

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.failures import of_this_host
from hub_ext.storage.first_notebook import write_first_notebook
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import ClosedHome, HomeStatus, OpenedHome
from hub_ext.storage.record import Record
from hub_ext.storage.store import MOMENT, ObjectStore
from hub_ext.storage.working_copy.copy import WorkingCopy
from hub_ext.storage.working_copy.synchronise import synchronise

_LOG = logging.getLogger(__name__)

#: Seconds.
OPEN_LIMIT = 50.0
OPEN_LIMIT_WITH_COPY = 10.0
CLOSE_LIMIT = 30.0
#: Word of the last change can come late, in the middle of the sync that already has it.
_CLOSE_TRIES = 3
DEBOUNCE = 0.3
POLL_INTERVAL = 30.0
FULL_SYNC_INTERVAL = 300.0
FIRST_RETRY = 1.0
LONGEST_RETRY = 30.0
#: With less room than this nobody starts: a notebook could not be saved.
SMALLEST_ROOM_BYTES = 64 * 1024 * 1024
_HISTORY_KEPT = timedelta(days=30)


class Home:
    """One person's home as a folder on this host's disk.

    Parameters
    ----------
    layout
        Where it is.
    copy
        Its folders on this host.
    store
        The object store.
    slots
        Bounds how many homes are synced at once.
    record
        What was remembered about it; None for a new one.
    """

    def __init__(
        self,
        layout: HomeLayout,
        copy: WorkingCopy,
        store: ObjectStore,
        slots: asyncio.Semaphore,
        record: Record | None = None,
    ) -> None:
        self.layout = layout
        self._copy = copy
        self._store = store
        self._slots = slots
        self._record = record or Record(user_id=layout.user_id, saved=True)
        self._failure: StorageError | None = None
        self._changed = not self._record.saved
        self._wake = asyncio.Event()
        self._lock = asyncio.Lock()
        self._pause = FIRST_RETRY
        self._fingerprint: str | None = None
        self._follower: asyncio.Task[None] | None = None
        self._attempts: set[asyncio.Task[bool]] = set()

    async def open(self) -> OpenedHome:
        """Bring the person's files here.

        Raises
        ------
        StorageError
            If there is nothing here to work on and the store does not give it, or no room.
        """
        if await asyncio.to_thread(self._copy.free_bytes) < SMALLEST_ROOM_BYTES:
            raise StorageError(ErrorCode.DISK_FULL, "less than 64 MiB are left for homes")
        has_copy = await asyncio.to_thread(self._copy.is_known, self._record)
        self._record.open, self._record.saved = True, False
        await asyncio.to_thread(self._copy.record.write, self._record)
        reason = await self._try_for(OPEN_LIMIT_WITH_COPY if has_copy else OPEN_LIMIT)
        if reason is None:
            await self._greet()
        elif not has_copy or reason.code is ErrorCode.DISK_FULL:
            self._record.open, self._record.saved = False, not has_copy
            await asyncio.to_thread(self._copy.record.write, self._record)
            raise reason
        self.follow()
        path = str(self.layout.files)
        if reason is None:
            return OpenedHome(path=path, state="current")
        return OpenedHome(path=path, state="behind", reason=reason.code)

    async def close(self) -> ClosedHome:
        """Save the person's files; what cannot be saved now is tried again until it is."""
        if self._record.saved and not self._record.open:
            return ClosedHome(state="saved")
        self._record.open = False
        self._changed = True
        reason = None
        for _ in range(_CLOSE_TRIES):
            reason = await self._try_for(CLOSE_LIMIT)
            if reason is not None:
                break
            if await self._note_saved():
                return ClosedHome(state="saved")
        await asyncio.to_thread(self._copy.record.write, self._record)
        self.follow()
        return ClosedHome(state="pending", reason=reason.code if reason else None)

    def status(self) -> HomeStatus:
        """Tell how the home stands."""
        unsaved = self._record.open or not self._record.saved
        busy = unsaved and (self._changed or self._lock.locked())
        return HomeStatus(
            user_id=self.layout.user_id,
            open=self._record.open,
            state="waiting" if unsaved and self._failure else "saving" if busy else "saved",
            since=self._record.synced_at,
            reason=self._failure.code if unsaved and self._failure else None,
        )

    def touched(self) -> None:
        """Take note that a file changed on this host."""
        self._changed = True
        self._wake.set()

    def follow(self) -> None:
        """Keep store and folder equal from now on, until the home is closed and saved."""
        if self._follower is None or self._follower.done():
            self._follower = asyncio.create_task(self._follow(), name="home")
        self._wake.set()

    async def stop(self) -> None:
        """Stop following. What is not saved yet is saved at the agent's next start."""
        for task in [self._follower, *self._attempts]:
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _follow(self) -> None:
        while self._record.open or not self._record.saved:
            await self._wait_for_a_reason()
            try:
                if await self._attempt() and not self._record.open:
                    await self._note_saved()
            except OSError as error:  # The record could not be written.
                self._note_failure(of_this_host(error))

    async def _wait_for_a_reason(self) -> None:
        """Return when a file changed here or there, or when a failed sync is due again."""
        if self._failure is not None:
            await asyncio.sleep(self._pause * random.uniform(0.7, 1.0))  # noqa: S311
            self._pause = min(self._pause * 2, LONGEST_RETRY)
            return
        while not self._changed:
            try:
                async with asyncio.timeout(POLL_INTERVAL):
                    await self._wake.wait()
            except TimeoutError:
                if self._is_old() or await self._store_changed():
                    return
            self._wake.clear()
            if not self._record.open:
                return
        await asyncio.sleep(DEBOUNCE)

    def _is_old(self) -> bool:
        synced_at = self._record.synced_at
        return synced_at is None or datetime.now(UTC) - synced_at > timedelta(
            seconds=FULL_SYNC_INTERVAL
        )

    async def _store_changed(self) -> bool:
        fingerprint = await self._store.fingerprint(self.layout.prefix)
        known, self._fingerprint = self._fingerprint, fingerprint
        return fingerprint is None or fingerprint != known

    async def _try_for(self, seconds: float) -> StorageError | None:
        """Sync, and return why it is not done after `seconds`; it goes on in the background."""
        attempt = asyncio.create_task(self._attempt(), name="sync")
        self._attempts.add(attempt)
        attempt.add_done_callback(self._attempts.discard)
        done, _ = await asyncio.wait({attempt}, timeout=seconds)
        if done and attempt.result():
            return None
        return self._failure or StorageError(
            ErrorCode.OBJECT_STORE_BUSY, f"the object store took longer than {seconds:g} s"
        )

    async def _attempt(self) -> bool:
        async with self._lock, self._slots:
            self._changed = False
            try:
                await synchronise(self.layout, self._copy, self._store, self._record)
            except StorageError as error:
                self._changed = True
                self._note_failure(error)
                return False
            except OSError as error:
                self._changed = True
                self._note_failure(of_this_host(error))
                return False
            self._note_success()
            return True

    def _note_failure(self, error: StorageError) -> None:
        if self._failure is None or self._failure.code is not error.code:
            _LOG.warning(
                "files of %r are not saved (%s): %s; they stay in %s and are tried again",
                self.layout.user_id,
                error.code,
                " ".join(error.message.split())[:500],
                self.layout.files,
            )
        self._failure = error

    def _note_success(self) -> None:
        if self._failure is not None:
            _LOG.warning("files of %r are saved again", self.layout.user_id)
        self._failure = None
        self._pause = FIRST_RETRY
        self._record.synced_at = datetime.now(UTC)

    async def _note_saved(self) -> bool:
        """Remember that a closed home is saved, unless it changed or was opened meanwhile."""
        if self._changed or self._record.open:
            return False
        self._record.saved = True
        await asyncio.to_thread(self._copy.record.write, self._record)
        await self._forget_history()
        return True

    async def _forget_history(self) -> None:
        moment = datetime.now(UTC) - _HISTORY_KEPT
        await asyncio.to_thread(self._copy.forget_before, moment.strftime(MOMENT))
        with contextlib.suppress(StorageError):
            await self._store.forget_before(self.layout.history, moment)

    async def _greet(self) -> None:
        if self._record.greeted:
            return
        if not await asyncio.to_thread(self._copy.holds_notebook):
            path = self._copy.files / self.layout.first_notebook
            await asyncio.to_thread(write_first_notebook, path)
            self.touched()
        self._record.greeted = True
        await asyncio.to_thread(self._copy.record.write, self._record)
