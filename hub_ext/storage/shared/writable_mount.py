"""A prefix of the bucket that people write as a folder: nothing they wrote is ever thrown away.

rclone keeps what is written in a cache on this host until the object store has it. After a crash
the cache is not shown to anybody: another rclone uploads what is left in it where nobody sees it,
the cache is discarded, and only then the folder is mounted again.
"""

import asyncio
import logging
import time
from pathlib import Path

from hub_ext.settings import StorageSettings
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.mount.cache import MountCache
from hub_ext.storage.mount.uploads import Upload, failing, uploads
from hub_ext.storage.mount_process import MountProcess
from hub_ext.storage.process import REMOTE, STUDENT, environment
from hub_ext.storage.remote_control import RemoteControl
from hub_ext.storage.shared.kept_mount import KeptMount

_LOG = logging.getLogger(__name__)

#: Seconds: until rclone answers from its memory, between two questions, for what is left at the
#: end, for one try to upload what a crash left, and until a failed upload is tried again.
_ANSWER_LIMIT = 5.0
_STEP = 0.2
_LAST_UPLOADS = 5.0
_DRAIN_LIMIT = 30.0
_RETRY = 5.0
#: Questions that rclone may leave without an answer on a busy machine.
_SILENCES = 3

_OPTIONS = (
    *("--allow-other", f"--uid={STUDENT}", f"--gid={STUDENT}", "--umask=022", "--log-level=ERROR"),
    *("--vfs-cache-mode=full", "--vfs-cache-max-size=2G"),
    # In the store within seconds; a program that saves twice uploads once.
    *("--vfs-write-back=1s", "--use-server-modtime"),
    *("--rc", "--rc-no-auth"),
)


class WritableMount(KeptMount):
    """One writable prefix.

    Parameters
    ----------
    what
        What it holds, for the log.
    settings
        Where the object store is, and its keys.
    prefix
        The keys that it holds, without a slash at the end.
    target
        Where it is mounted.
    cache
        What is not uploaded yet; on a disk that outlives the agent's container.
    runtime
        A folder on this machine only.
    options
        More options of ``rclone mount``.
    """

    def __init__(
        self,
        what: str,
        settings: StorageSettings,
        prefix: str,
        target: Path,
        cache: MountCache,
        runtime: Path,
        options: tuple[str, ...],
    ) -> None:
        self._runtime = runtime
        self._cache = cache
        self._control = RemoteControl(runtime / "rclone.sock")
        self._failing = False
        self._silences = 0

        def process(place: Path) -> MountProcess:
            control = f"--rc-addr=unix://{self._control.socket}"
            return MountProcess(
                f"{REMOTE}:{settings.bucket_name}/{prefix}/",
                place,
                (*_OPTIONS, control, f"--cache-dir={cache.folder}", *options),
                environment(settings, runtime),
            )

        super().__init__(what, target, process(target))
        self._out_of_sight = process(runtime / "drained")

    @property
    def at_rest(self) -> bool:
        """Whether the object store has everything."""
        return not self._cache.unsaved()

    async def before(self) -> None:
        """Upload what an rclone that ended has left, and discard its cache.

        Raises
        ------
        StorageError
            If not everything could be uploaded yet.
        """
        await asyncio.to_thread(self._make_ready)
        await self._control.close()
        self._silences = 0
        if not await asyncio.to_thread(self._cache.recover):
            await asyncio.to_thread(self._cache.make)
            return
        _LOG.warning("%s: uploading what a crash left", self.what)
        await self._out_of_sight.start()
        try:
            await self._wait_until_uploaded(_DRAIN_LIMIT)
            stats = await self._control.call("vfs/stats", seconds=_ANSWER_LIMIT)
        finally:
            await self._out_of_sight.end()
            await self._control.close()
        await asyncio.to_thread(self._cache.adopt, Path(stats["diskCache"]["pathMeta"]))
        self._make_ready()
        if await asyncio.to_thread(self._cache.recover):
            raise StorageError(ErrorCode.OBJECT_STORE_BUSY, "not everything is uploaded yet")
        await asyncio.to_thread(self._cache.make)

    async def meanwhile(self) -> None:
        """Have what failed tried again soon: rclone itself waits up to five minutes."""
        try:
            queue = await self._queue()
            await self._hurry(queue)
        except StorageError:
            self._silences += 1
            if self._silences >= _SILENCES:
                raise
            return
        self._silences = 0
        if failing(queue) is not self._failing:
            self._failing = not self._failing
            text = "cannot be uploaded now, and are tried again" if self._failing else "are saved"
            _LOG.warning("%s: files that were written %s", self.what, text)

    async def after(self) -> None:
        """Give what was written last a few seconds; the rest waits on the disk."""
        try:
            await self._wait_until_uploaded(_LAST_UPLOADS)
        finally:
            await self._control.close()

    def _make_ready(self) -> None:
        self._runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._control.socket.unlink(missing_ok=True)

    async def _queue(self) -> tuple[Upload, ...]:
        return uploads(await self._control.call("vfs/queue", seconds=_ANSWER_LIMIT))

    async def _hurry(self, queue: tuple[Upload, ...]) -> None:
        for upload in queue:
            if not upload.uploading and upload.expiry > _RETRY:
                await self._control.call(
                    "vfs/queue-set-expiry",
                    {"id": upload.id, "expiry": _RETRY},
                    seconds=_ANSWER_LIMIT,
                )

    async def _wait_until_uploaded(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while True:
            try:
                queue = await self._queue()
            except StorageError:
                # Just started.
                if time.monotonic() > ends:
                    raise
            else:
                if not queue:
                    return
                await self._hurry(queue)
                if time.monotonic() > ends:
                    text = f"{len(queue)} files wait for the object store"
                    raise StorageError(ErrorCode.OBJECT_STORE_BUSY, text)
            await asyncio.sleep(_STEP)
