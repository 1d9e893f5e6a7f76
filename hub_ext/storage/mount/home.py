"""A home as a mount: brought up, kept up while it is open, and put away once it is uploaded."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

from hub_ext.logs.context import context_without_request
from hub_ext.setting_types import HomeStorage
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.failures import of_this_host
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import ClosedHome, HomeStatus, OpenedHome, OpenRequest
from hub_ext.storage.mount.lifting import Lifting
from hub_ext.storage.record import Record, RecordFile
from hub_ext.storage.trouble import Trouble

#: Seconds.
OPEN_LIMIT = 50.0
CLOSE_LIMIT = 30.0
HOLD_LIMIT = 10.0
#: Before an agent ends, so that the next one has less to recover.
STOP_LIMIT = 5.0
_STEP = 0.1
#: In which uploads that failed before get another chance.
_PATIENCE = 1.5
#: Between two looks at a home that has something to upload, that has nothing, and that failed.
_BUSY_PAUSE = 0.5
_QUIET_PAUSE = 2.0
_FAILED_PAUSE = 3.0


class MountHome:
    """One person's home as a mount of their prefix; see `hub_ext.storage.home.Home`.

    Parameters
    ----------
    layout
        Where it is.
    lifting
        Brings the mount up and puts it away, step by step.
    file
        Where `record` is kept.
    center
        Names the folder, relative to ``HUB_DATA_DIR``, that a person's centre shares with them;
        ``""`` if there is none.
    record
        What was remembered about the home; None for a new one.
    """

    def __init__(
        self,
        layout: HomeLayout,
        lifting: Lifting,
        file: RecordFile,
        center: Callable[[OpenRequest], str],
        record: Record | None = None,
    ) -> None:
        self.layout = layout
        self._lifting = lifting
        self._file = file
        self._center = center
        self._record = record or Record(user_id=layout.user_id, saved=True)
        self._trouble = Trouble(layout.user_id, layout.folder / "state/cache")
        self._settled = self._record.saved
        self._lock = asyncio.Lock()
        self._wake = asyncio.Event()
        self._follower: asyncio.Task[None] | None = None

    async def open(self, request: OpenRequest) -> OpenedHome:
        """Mount the person's files where their container sees them.

        Raises
        ------
        StorageError
            If the store does not answer, if what an earlier mount did not upload still cannot be,
            if a working copy of an earlier setting is not saved, or if there is no room.
        """
        try:
            async with asyncio.timeout(OPEN_LIMIT):
                await self._lifting.check(self._record)
                self._record.open, self._record.saved = True, False
                # The listings of an earlier working copy say nothing about what happens from now on.
                self._record.generation = ""
                self._record.center = self._center(request)
                await self._write()
                await self._press()
        except (StorageError, TimeoutError) as error:
            await self._give_up()
            raise error if isinstance(error, StorageError) else _too_slow(OPEN_LIMIT) from None
        self.follow()
        return OpenedHome(
            way=HomeStorage.MOUNT,
            path=str(self.layout.mount),
            center=self._record.center,
            state="current",
        )

    async def close(self) -> ClosedHome:
        """Wait until everything is uploaded, and take the home away; goes on if that takes long."""
        if self._record.saved and not self._record.open:
            return ClosedHome(state="saved")
        self._record.open = False
        await self._write()
        try:
            async with asyncio.timeout(CLOSE_LIMIT):
                await self._press()
        except StorageError as error:
            self._trouble.note(error)
        except TimeoutError:
            pass
        if self._record.saved:
            return ClosedHome(state="saved")
        self.follow()
        failure = self._trouble.failure
        return ClosedHome(state="pending", reason=failure.code if failure else None)

    def status(self) -> HomeStatus:
        """Tell how the home stands."""
        unsaved = self._record.open or not self._record.saved
        failure = self._trouble.failure if unsaved else None
        busy = unsaved and not self._settled
        return HomeStatus(
            user_id=self.layout.user_id,
            open=self._record.open,
            state="waiting" if failure else "saving" if busy else "saved",
            since=self._record.synced_at,
            reason=failure.code if failure else None,
        )

    def touched(self, files: int = 1) -> None:  # noqa: ARG002
        """Look at once what there is to upload."""
        self._wake.set()

    @contextlib.asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Return a context in which nothing is brought up or put away.

        What was saved before is uploaded first, if the store takes it. Programs of the person may
        go on writing: then rclone uploads that, as ever one whole object at a time.
        """
        async with self._lock:
            await self._lifting.wait_until_uploaded(HOLD_LIMIT)
            yield

    async def refresh(self) -> None:
        """Have the store asked anew for what is in it.

        Raises
        ------
        StorageError
            If rclone or the store does not answer.
        """
        if self._lifting.runs:
            await self._lifting.mount.refresh()

    def follow(self) -> None:
        """Keep the home mounted while it is open, and upload what is left once it is not."""
        if self._follower is None or self._follower.done():
            self._follower = asyncio.create_task(
                self._follow(),
                name="mount",
                # It outlives the request that opened the home.
                context=context_without_request(user=self.layout.user_id),
            )
        self._wake.set()

    async def stop(self) -> None:
        """End rclone. What is not uploaded by then is at the agent's next start."""
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)
        async with self._lock:
            await self._lifting.wait_until_uploaded(STOP_LIMIT)
            await self._lifting.mount.end()

    async def _press(self) -> None:
        """Return when the home is as it should be; raise what keeps uploads from it."""
        started = time.monotonic()
        while not await self._advance():
            # What is known of a failure may be of long ago: uploads are tried anew.
            if time.monotonic() - started < _PATIENCE:
                await self._lifting.hurry()
            elif self._trouble.failure is not None and not self._lifting.uploading:
                raise self._trouble.failure
            await asyncio.sleep(_STEP)

    async def _follow(self) -> None:
        while self._record.open or not self._record.saved:
            await self._try()
            calm = _QUIET_PAUSE if self._settled else _BUSY_PAUSE
            pause = _FAILED_PAUSE if self._trouble.failure else calm
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()
            self._wake.clear()

    async def _try(self) -> bool:
        try:
            return await self._advance()
        except StorageError as error:
            self._trouble.note(error)
        except OSError as error:
            self._trouble.note(of_this_host(error))
        return False

    async def _advance(self) -> bool:
        """Take a step; tell whether the home is as it should be: shown or, once closed, saved."""
        async with self._lock:
            arrived = await self._lifting.step(self._record, self._file)
            if self._lifting.failure is not None:
                self._trouble.note(self._lifting.failure)
            elif arrived or self._lifting.uploaded:
                self._note_success()
            self._settled = arrived and self._lifting.uploaded
            if arrived and not self._record.open and not self._record.saved:
                self._record.saved = True
                await self._write()
            return arrived

    async def _give_up(self) -> None:
        """Close what could not be opened; what an earlier mount left is still uploaded."""
        self._record.open = False
        await self._try()
        await self._write()
        if not self._record.saved:
            self.follow()

    async def _write(self) -> None:
        await asyncio.to_thread(self._file.write, self._record)

    def _note_success(self) -> None:
        self._trouble.end()
        if self._lifting.uploaded:
            self._record.synced_at = datetime.now(UTC)


def _too_slow(seconds: float) -> StorageError:
    return StorageError(
        ErrorCode.OBJECT_STORE_BUSY, f"the object store took longer than {seconds:g} s"
    )
