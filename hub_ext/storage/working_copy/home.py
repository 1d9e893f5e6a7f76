"""A home as a working copy: brought here, followed while it is open, and saved."""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from hub_ext.logs.context import context_without_request
from hub_ext.storage.disk import refuse_full_disk
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.failures import of_this_host
from hub_ext.storage.first_notebook import greet
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import ClosedHome, HomeStatus, OpenedHome, OpenRequest
from hub_ext.storage.quota.holding import Holding
from hub_ext.storage.record import Record
from hub_ext.storage.store import ObjectStore
from hub_ext.storage.trouble import Trouble
from hub_ext.storage.working_copy.arrivals import Arrivals
from hub_ext.storage.working_copy.being_written import FilesBeingWritten
from hub_ext.storage.working_copy.copy import WorkingCopy
from hub_ext.storage.working_copy.reasons import Reasons
from hub_ext.storage.working_copy.synchronise import synchronise
from hub_ext.storage.working_copy.syncs import Syncs

#: Seconds.
OPEN_LIMIT = 50.0
OPEN_LIMIT_WITH_COPY = 10.0
CLOSE_LIMIT = 30.0
REFRESH_LIMIT = 20.0
#: Word of the last change can come late, in the middle of the sync that already has it.
_CLOSE_TRIES = 3


class WorkingCopyHome:
    """One person's home as a folder on this host's disk; see `hub_ext.storage.home.Home`.

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
    holding
        What is held back from the store.
    arrivals
        Keeps what the person saves during a sync.
    record
        What was remembered about it; None for a new one.
    """

    def __init__(
        self,
        layout: HomeLayout,
        copy: WorkingCopy,
        store: ObjectStore,
        slots: asyncio.Semaphore,
        holding: Holding,
        arrivals: Arrivals,
        record: Record | None = None,
    ) -> None:
        self.layout = layout
        self._copy = copy
        self._holding = holding
        self._arrivals = arrivals
        self._being_written = FilesBeingWritten(copy.files)
        self._store = store
        self._record = record or Record(user_id=layout.user_id, saved=True)
        self._trouble = Trouble(layout.user_id, layout.files)
        self._syncs = Syncs(self._synchronise, slots, self._trouble, changed=not self._record.saved)
        self._reasons = Reasons(layout, store, self._record, self._syncs, self._trouble)
        self._follower: asyncio.Task[None] | None = None
        self._closing = False

    async def open(self, request: OpenRequest) -> OpenedHome:  # noqa: ARG002
        """Bring the person's files here.

        Raises
        ------
        StorageError
            If there is nothing here to work on and the store does not give it, or no room.
        """
        await asyncio.to_thread(refuse_full_disk, self._copy.files)
        has_copy = await asyncio.to_thread(self._copy.is_known, self._record)
        self._record.open, self._record.saved = True, False
        await asyncio.to_thread(self._copy.record.write, self._record)
        reason = await self._syncs.within(OPEN_LIMIT_WITH_COPY if has_copy else OPEN_LIMIT)
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
        self._record.closed_at = datetime.now(UTC)
        self._syncs.changed = True
        self._closing = True
        try:
            reason = await self._save()
        finally:
            self._closing = False
        if self._record.saved:
            return ClosedHome(state="saved")
        await asyncio.to_thread(self._copy.record.write, self._record)
        self.follow()
        return ClosedHome(state="pending", reason=reason.code if reason else None)

    async def _save(self) -> StorageError | None:
        """Sync until nothing has changed meanwhile; return why that is not so, if it is known."""
        for _ in range(_CLOSE_TRIES):
            # Whoever wrote has ended; a sync that was under way may have found them writing.
            self._being_written.forget()
            reason = await self._syncs.within(CLOSE_LIMIT)
            if reason is not None or await self._note_saved():
                return reason
            if self._holds and not self._syncs.changed:
                return StorageError(ErrorCode.NO_ROOM, "the quota is used up")
        return None

    def status(self) -> HomeStatus:
        """Tell how the home stands."""
        unsaved = self._record.open or not self._record.saved
        busy = unsaved and self._syncs.busy
        failure = self._trouble.failure
        reason = failure.code if failure else ErrorCode.NO_ROOM if self._holds else None
        return HomeStatus(
            user_id=self.layout.user_id,
            open=self._record.open,
            state="waiting" if unsaved and reason else "saving" if busy else "saved",
            since=self._record.synced_at,
            reason=reason if unsaved else None,
        )

    @property
    def last_seen(self) -> datetime | None:
        """When the person was last here; None while they are, or have nothing here, or unsaved."""
        record = self._record
        if record.open or not record.saved or not record.generation:
            return None
        return record.closed_at or record.synced_at

    async def take_away(self) -> bool:
        """Take the files of a closed home off this host, if the store has every one of them.

        Nobody may open the home meanwhile.

        Returns
        -------
        bool
            Whether they went. They lie aside until `delete_what_was_taken_away`.

        Raises
        ------
        StorageError
            If the store cannot be asked.
        """
        if not await asyncio.to_thread(self._copy.is_known, self._record):
            return False
        await self.refresh()
        if self._syncs.changed or self._holds or self._copy.left_out:
            return False
        # From here on nothing that is missing in the folder counts as deleted.
        self._record.generation = ""
        await asyncio.to_thread(self._copy.record.write, self._record)
        await asyncio.to_thread(self._copy.set_aside)
        return True

    def delete_what_was_taken_away(self) -> None:
        """Delete what `take_away` laid aside, also before a crash."""
        self._copy.delete_aside()

    @property
    def _holds(self) -> bool:
        return bool(self._holding.files)

    def touched(self, files: int = 1) -> None:
        """Take note that so many files changed on this host."""
        self._syncs.changed = True
        self._reasons.wake(files)

    def held(self) -> AbstractAsyncContextManager[None]:
        """Return a context in which no sync runs."""
        return self._syncs.held()

    async def refresh(self) -> None:
        """Sync now, if there is a working copy here.

        Raises
        ------
        StorageError
            If it is not done in time; it goes on in the background.
        """
        if not await asyncio.to_thread(self._copy.is_known, self._record):
            return
        reason = await self._syncs.within(REFRESH_LIMIT)
        if reason is not None:
            raise reason

    def follow(self) -> None:
        """Keep store and folder equal from now on, until the home is closed and saved."""
        if self._follower is None or self._follower.done():
            self._follower = asyncio.create_task(
                self._follow(),
                name="home",
                # It outlives the request that opened the home.
                context=context_without_request(user=self.layout.user_id),
            )
        self._reasons.wake()

    async def stop(self) -> None:
        """Stop following. What is not saved yet is saved at the agent's next start."""
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)
        await self._syncs.stop()

    async def _follow(self) -> None:
        while self._record.open or not self._record.saved:
            await self._reasons.wait()
            try:
                done = await self._syncs.one(self._is_followed)
                if done and not self._record.open:
                    await self._note_saved()
            except OSError as error:  # The record could not be written.
                self._trouble.note(of_this_host(error))

    def _is_followed(self) -> bool:
        # Whoever closes it saves it, and may take the folder away afterwards.
        return not self._closing and (self._record.open or not self._record.saved)

    async def _synchronise(self) -> None:
        async with self._arrivals.kept(self._copy):
            await synchronise(
                self.layout,
                self._copy,
                self._store,
                self._record,
                self._holding.begin,
                self._being_written,
            )
        await self._holding.succeed()
        # What was left out is to be saved still.
        self._syncs.changed |= bool(self._being_written)
        self._reasons.begin_anew()
        self._record.synced_at = datetime.now(UTC)

    async def _note_saved(self) -> bool:
        """Remember that a closed home is saved, unless it changed or was opened meanwhile."""
        async with self._syncs.held():
            if self._syncs.changed or self._record.open or self._holds:
                return False
            self._record.saved = True
            await asyncio.to_thread(self._copy.record.write, self._record)
            return True

    async def _greet(self) -> None:
        async def holds_notebook() -> bool:
            return await asyncio.to_thread(self._copy.holds_notebook)

        path = self._copy.files / self.layout.first_notebook
        if await greet(path, self._record, self._copy.record, holds_notebook):
            self.touched()
