"""Bringing one home's mount up and putting it away, a step at a time."""

import asyncio
import contextlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from hub_ext.storage.disk import refuse_full_disk
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.failures import of_this_host
from hub_ext.storage.filters import is_personal
from hub_ext.storage.first_notebook import greet
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.mount.cache import MountCache
from hub_ext.storage.mount.home_mount import HomeMount
from hub_ext.storage.mount.uploads import failing
from hub_ext.storage.objects import Objects
from hub_ext.storage.record import Record, RecordFile
from hub_ext.storage.store import ObjectStore

#: With less room than this nobody starts: a notebook could not be saved.
SMALLEST_ROOM_BYTES = 64 * 1024 * 1024
#: Seconds. By itself rclone waits up to five minutes after a few failures.
_LONGEST_RETRY = 15.0
_SOON = 0.5
_UPLOAD_STEP = 0.1
#: Answers in a row that rclone may owe before it is taken for dead.
_SILENCES = 3
#: After so many an upload fails even if nobody knows why; before, it may just have been broken off
#: because the file changed again.
_TRIES = 3


class Lifting:
    """What is done with one home's mount.

    A mount that a killed rclone left behind goes through two lives: first one that nobody sees, in
    which rclone uploads what the store does not have; then, with an empty cache, the person's.

    Parameters
    ----------
    layout
        Whose home it is.
    mount, cache
        Its mount, and what rclone keeps on this host's disk.
    store, objects
        The object store.

    Attributes
    ----------
    uploaded
        Whether nothing was waiting to be uploaded at the last step.
    uploading
        Whether anything was under way.
    failure
        Why uploads failed at the last step; they are tried again.
    """

    def __init__(
        self,
        layout: HomeLayout,
        mount: HomeMount,
        cache: MountCache,
        store: ObjectStore,
        objects: Objects,
    ) -> None:
        self.mount = mount
        self.cache = cache
        self.uploaded = False
        self.uploading = False
        self.failure: StorageError | None = None
        self._layout = layout
        self._store = store
        self._objects = objects
        self._recovering = False
        self._shown = False
        self._silences = 0

    @property
    def runs(self) -> bool:
        """Whether rclone runs for this home."""
        return self.mount.runs

    async def check(self, record: Record) -> None:
        """Tell whether a home can be opened at all.

        Raises
        ------
        StorageError
            If a working copy is not saved, the disk is full, or the store cannot be asked.
        """
        _refuse_working_copy(record)
        await asyncio.to_thread(refuse_full_disk, self.cache.folder)
        await self._store.probe()

    async def step(self, record: Record, file: RecordFile) -> bool:
        """Do what comes next.

        Returns
        -------
        bool
            Whether the home is as `record` wants it: shown to its person or, once it is closed,
            gone with nothing left to upload.

        Raises
        ------
        StorageError
            If this step failed. The next one tries again.
        """
        self.failure = None
        if not record.open:
            _refuse_working_copy(record)
            await self.mount.hide()
        if not self.mount.runs and await self._start(record):
            return True
        await self._look()
        if self._recovering or not record.open:
            if self.uploaded:
                await self._put_away()
            return False
        if not (self._shown and self.mount.is_shown):
            await self._show(record, file)
        return True

    async def wait_until_uploaded(self, seconds: float) -> None:
        """Return when nothing waits to be uploaded, or after `seconds`."""
        with contextlib.suppress(StorageError, TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    if not self.mount.runs or not await self.mount.queue():
                        return
                    await asyncio.sleep(_UPLOAD_STEP)

    async def hurry(self) -> None:
        """Have everything uploaded soon that waits for another try."""
        with contextlib.suppress(StorageError):
            if self.mount.runs:
                await self.mount.upload_within(_SOON, await self.mount.queue())

    async def _start(self, record: Record) -> bool:
        """Start rclone if there is anything for it to do; tell whether there is not."""
        self.uploaded = self.uploading = self._shown = False
        await self.mount.end()
        self._recovering = await asyncio.to_thread(self.cache.recover)
        if not self._recovering and not record.open:
            self.uploaded = True
            return True
        await asyncio.to_thread(self.cache.make)
        await self.mount.start()
        return False

    async def _look(self) -> None:
        try:
            queue = await self.mount.queue()
            await self.mount.upload_within(_LONGEST_RETRY, queue)
        except StorageError:
            self._silences += 1
            if self._silences >= _SILENCES:
                await self.mount.end()
            raise
        self._silences = 0
        self.uploaded = not queue
        self.uploading = any(upload.uploading for upload in queue)
        if not failing(queue):
            self.mount.forgive()
            return
        reason = await self._reason()
        if reason.code is not ErrorCode.INTERNAL or any(each.tries > _TRIES for each in queue):
            self.failure = reason

    async def _put_away(self) -> None:
        """End rclone; the step after this one discards its cache."""
        left = await asyncio.to_thread(self.cache.unsaved)
        if left and not self._recovering:
            # Closed, with a file in somebody's hands: it is queued once they let go of it.
            self.uploaded = False
            return
        notes = await self.mount.notes()
        await self.mount.end()
        if left:
            await asyncio.to_thread(self.cache.adopt, notes)

    async def _show(self, record: Record, file: RecordFile) -> None:
        shared: Mapping[str, str] = {"lessons": "lessons"} | (
            {"center": record.center} if record.center else {}
        )
        notebook = self.mount.inside / self._layout.first_notebook
        try:
            if await greet(notebook, record, file, self._holds_notebook):
                self.uploaded = False
            await self.mount.show(shared)
        except OSError as error:
            raise self.mount.reason(of_this_host(error)) from None
        self._shown = True

    async def _holds_notebook(self) -> bool:
        found = await self._objects.list(self._layout.prefix, "*.ipynb")
        return any(is_personal(PurePosixPath(notebook.path)) for notebook in found)

    async def _reason(self) -> StorageError:
        unknown = StorageError(ErrorCode.INTERNAL, "rclone does not say why uploads fail")
        reason = self.mount.reason(unknown)
        if reason is unknown:
            try:
                await self._store.probe()
            except StorageError as error:
                return error
        return reason


def _refuse_working_copy(record: Record) -> None:
    if record.generation and not record.saved:
        raise StorageError(
            ErrorCode.INTERNAL,
            "a working copy of an earlier setting is not saved; "
            "HOME_STORAGE=working-copy saves it, and then this way can be used",
        )
