"""A home without a folder: its keys from opening to closing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.contents.greeting import Greeting
from hub_ext.storage.contents.keys_file import KeysFile
from hub_ext.storage.contents.passes import Pass, Passes
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import ClosedHome, HomeStatus, OpenedHome, OpenRequest
from hub_ext.storage.record import Record, RecordFile
from hub_ext.storage.store import ObjectStore

#: Seconds.
OPEN_LIMIT: Final = 30.0
CLOSE_LIMIT: Final = 30.0
HOLD_LIMIT: Final = 30.0


class ContentsHome:
    """One person's home in the bucket; see `hub_ext.storage.home.Home`.

    Parameters
    ----------
    layout
        Where it is.
    folder
        Where the agent sees the folder of its record and keys.
    passes
        The keys that open anything.
    store
        The object store.
    greeting
        Makes the first notebook.
    record
        What was remembered about it; None for a new one.

    Notes
    -----
    A save that was answered is in the store, so there is nothing to bring here and nothing to take
    back; only what is on its way when the home is closed has to arrive.
    """

    def __init__(
        self,
        layout: HomeLayout,
        folder: Path,
        passes: Passes,
        store: ObjectStore,
        greeting: Greeting,
        record: Record | None = None,
    ) -> None:
        self.layout = layout
        self._file = RecordFile(folder)
        self._keys = KeysFile(folder)
        self._passes = passes
        self._store = store
        self._greeting = greeting
        self._record = record or Record(user_id=layout.user_id, saved=True)
        self._pass: Pass | None = None
        self._ending: asyncio.Task[None] | None = None
        #: The record is written by one at a time.
        self._turn = asyncio.Lock()

    async def open(self, request: OpenRequest) -> OpenedHome:  # noqa: ARG002
        """Make keys for the person's server. An open home keeps the keys that it has.

        Raises
        ------
        StorageError
            If the object store cannot be used now.
        """
        try:
            async with asyncio.timeout(OPEN_LIMIT):
                await self._store.probe()
                if not self._record.greeted:
                    await self._greeting.greet(self.layout)
        except TimeoutError:
            raise StorageError(
                ErrorCode.OBJECT_STORE_BUSY, f"the object store took longer than {OPEN_LIMIT:g} s"
            ) from None
        if self._pass is None:
            self._pass = self._passes.issue(self.layout)
        async with self._turn:
            self._record.open, self._record.saved, self._record.greeted = True, True, True
            await asyncio.to_thread(self._remember)
        return OpenedHome(
            way=HomeStorage.CONTENTS, path="", gateway=self._pass.gateway, state="current"
        )

    async def close(self) -> ClosedHome:
        """Let nobody in any more, and wait for what is on its way to the object store."""
        ended, self._pass = self._pass, None
        if ended is not None:
            self._passes.revoke(ended)
            async with self._turn:
                self._record.open, self._record.saved = False, False
                await asyncio.to_thread(self._remember)
            self._ending = asyncio.create_task(self._end(ended), name="home")
        if self._ending is not None:
            await asyncio.wait({self._ending}, timeout=CLOSE_LIMIT)
        if self._record.saved:
            return ClosedHome(state="saved")
        return ClosedHome(state="pending", reason=ErrorCode.OBJECT_STORE_BUSY)

    def status(self) -> HomeStatus:
        """Tell how the home stands."""
        opened = self._pass
        ending = self._ending is not None and not self._ending.done()
        failure = opened.failure if opened else None
        saving = ending or (opened is not None and opened.writing)
        return HomeStatus(
            user_id=self.layout.user_id,
            open=self._record.open,
            state="saving" if saving else "waiting" if failure else "saved",
            since=self._record.synced_at,
            reason=failure if not saving else None,
        )

    def touched(self, files: int = 1) -> None:
        """Do nothing: no file of the person is on this host."""

    @contextlib.asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Return a context in which no write to the object store begins or goes on.

        Raises
        ------
        StorageError
            If one that had begun does not end in time.
        """
        held = self._pass
        if held is None:
            yield
            return
        held.hold(held=True)
        try:
            await _within(HOLD_LIMIT, held)
            yield
        finally:
            held.hold(held=False)

    async def refresh(self) -> None:
        """Do nothing: what changed in the object store is what the person sees."""

    def follow(self) -> None:
        """Let a server that runs in again with the keys that it has."""
        gateway = self._keys.read()
        if self._record.open and gateway is not None and self._pass is None:
            self._pass = self._passes.issue(self.layout, gateway)
        elif not self._record.open:
            # What was on its way ended with the agent before this one; nobody was told it is saved.
            self._record.saved = True
            self._remember()

    async def stop(self) -> None:
        """End, with the agent. Keys of an open home are valid again at the agent's next start."""
        if self._ending is not None:
            self._ending.cancel()
            await asyncio.gather(self._ending, return_exceptions=True)

    async def _end(self, ended: Pass) -> None:
        await ended.quiet()
        self._passes.forget(ended)
        async with self._turn:
            self._record.synced_at = datetime.now(UTC)
            if not self._record.open:
                self._record.saved = True
            await asyncio.to_thread(self._remember)

    def _remember(self) -> None:
        self._file.write(self._record)
        if self._pass is None:
            self._keys.remove()
        else:
            self._keys.write(self._pass.gateway)


async def _within(seconds: float, held: Pass) -> None:
    try:
        async with asyncio.timeout(seconds):
            await held.quiet()
    except TimeoutError:
        raise StorageError(
            ErrorCode.OBJECT_STORE_BUSY, f"a file was still being saved after {seconds:g} s"
        ) from None
