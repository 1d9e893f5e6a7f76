"""One person's prefix of the bucket as a folder: mounted where nobody sees it, then shown.

::

    RUNTIME/mounts/<safe name>/home          rclone's own mount; only the agent sees it
    homes/<safe name>/mount/student          the same, shown to the person's container

So a home appears in a container whole, with the lessons in it, or not at all; and a student, who
cannot reach the first place, cannot put a link where the agent is about to mount.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from hub_ext.settings import StorageSettings
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.failures import code_of
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.mount.uploads import Upload, uploads
from hub_ext.storage.mount_process import MountProcess
from hub_ext.storage.mounts import is_mounted, only_follow, show_also, unmount
from hub_ext.storage.process import REMOTE, STUDENT, environment
from hub_ext.storage.record import make_folder
from hub_ext.storage.remote_control import RemoteControl

_LOG = logging.getLogger(__name__)

#: Seconds until an answer of rclone, which comes from its memory.
_ANSWER_LIMIT = 5.0
#: Until every name in a home is known anew.
_LIST_LIMIT = 30.0
_START_STEP = 0.02
_PIECES_KEPT = 5
#: Passed through by everybody, changed by root only: what is written while nothing is mounted must
#: not vanish under the next mount.
_PASSABLE = 0o755

_OPTIONS = (
    *("--allow-other", f"--uid={STUDENT}", f"--gid={STUDENT}", "--umask=077", "--file-perms=0700"),
    *("--vfs-cache-mode=full", "--vfs-cache-max-size=2G", "--vfs-links"),
    # Otherwise the one of two Korean names that differ in their form only is written over the other.
    "--no-unicode-normalization",
    # A save is in the store within seconds, and a program that saves twice uploads once.
    "--vfs-write-back=1s",
    # What the platform puts appears within this time.
    "--dir-cache-time=30s",
    *("--rc", "--rc-no-auth", "--log-level=ERROR"),
)


class HomeMount:
    """One rclone, and the places where its mount is.

    Parameters
    ----------
    settings
        Where homes and the object store are, and its keys.
    layout
        Whose home it is.
    runtime
        A folder on this machine only.
    cache
        Where rclone keeps what was read and what is not uploaded yet.
    """

    def __init__(
        self, settings: StorageSettings, layout: HomeLayout, runtime: Path, cache: Path
    ) -> None:
        own = runtime / "mounts" / layout.folder.name
        self.inside = own / "home"
        self._own = own
        self._data = settings.hub_data_dir
        self._parent = settings.hub_data_dir / layout.mount
        self._student = self._parent / "student"
        self._control = RemoteControl(own / "rclone.sock")
        self._said: deque[str] = deque(maxlen=_PIECES_KEPT)
        self._process = MountProcess(
            f"{REMOTE}:{settings.bucket_name}/{layout.prefix}",
            self.inside,
            (*_OPTIONS, f"--rc-addr=unix://{self._control.socket}", f"--cache-dir={cache}"),
            environment(settings, own),
            self._said.append,
        )

    @property
    def runs(self) -> bool:
        """Whether rclone runs and its mount is where it should be."""
        return self._process.status is None and is_mounted(self.inside)

    @property
    def is_shown(self) -> bool:
        """Whether a container can see it."""
        return is_mounted(self._student)

    async def start(self) -> None:
        """Mount at the place that nobody sees.

        Raises
        ------
        StorageError
            If it is not mounted; then nothing is left of it.
        """
        await unmount(self.inside)
        await asyncio.to_thread(make_folder, self._own, 0, 0o700)
        self._control.socket.unlink(missing_ok=True)
        self._said.clear()
        try:
            await self._process.start()
            await self._wait_for_answer()
        except StorageError as error:
            await self.end()
            raise self.reason(error) from None

    async def show(self, shared: Mapping[str, str]) -> None:
        """Show the home, and in it what is shared, to the person's container.

        Parameters
        ----------
        shared
            Folders relative to ``HUB_DATA_DIR``, by the name that they have in the home.

        Raises
        ------
        StorageError
            If the home cannot be shown. What is shared and cannot be is left out.
        """
        for name, folder in shared.items():
            try:
                await self._lay_in(name, self._data / folder)
            except (StorageError, OSError) as error:
                _LOG.error("%s is not in the home %s: %s", name, self._own.name, error)
        await unmount(self._student)
        await asyncio.to_thread(make_folder, self._parent, 0, _PASSABLE)
        await asyncio.to_thread(make_folder, self._student, 0, _PASSABLE)
        await show_also(self.inside, self._student)

    async def hide(self) -> None:
        """Take the home away from the container, with all that is in it."""
        await unmount(self._student)

    async def end(self) -> None:
        """End rclone. What it shows stays, as a place that answers nothing, until it is hidden."""
        await unmount(self.inside)
        await self._process.end()
        await self._control.close()

    async def queue(self) -> tuple[Upload, ...]:
        """Return what is not uploaded yet.

        Raises
        ------
        StorageError
            If rclone does not answer.
        """
        return uploads(await self._control.call("vfs/queue", seconds=_ANSWER_LIMIT))

    async def upload_within(self, seconds: float, queue: tuple[Upload, ...]) -> None:
        """Have what waits longer than `seconds` uploaded then."""
        for upload in queue:
            if not upload.uploading and upload.expiry > seconds:
                # It may have been uploaded meanwhile, and is not known any more.
                with contextlib.suppress(StorageError):
                    await self._control.call(
                        "vfs/queue-set-expiry",
                        {"id": upload.id, "expiry": seconds},
                        seconds=_ANSWER_LIMIT,
                    )

    async def refresh(self) -> None:
        """Ask the store anew for what is in it.

        Raises
        ------
        StorageError
            If rclone does not answer, or the store does not.

        Notes
        -----
        ``vfs/forget`` passes over folders in which something is that the store does not know. At
        the top that is always so: the folder of the lessons.
        """
        answer = await self._control.call("vfs/refresh", {"recursive": "true"}, seconds=_LIST_LIMIT)
        outcome = answer["result"][""]
        if outcome != "OK":
            raise StorageError(code_of(outcome), outcome[-500:])

    async def notes(self) -> Path:
        """Return the folder of rclone's notes about the cache.

        Raises
        ------
        StorageError
            If rclone does not answer.
        """
        stats = await self._control.call("vfs/stats", seconds=_ANSWER_LIMIT)
        return Path(stats["diskCache"]["pathMeta"])

    def reason(self, otherwise: StorageError) -> StorageError:
        """Return what rclone complained about last; `otherwise` if that says nothing."""
        for piece in reversed(self._said):
            for line in reversed(piece.splitlines()):
                if (code := code_of(line)) is not ErrorCode.INTERNAL:
                    return StorageError(code, line[-500:])
        return otherwise

    def forgive(self) -> None:
        """Forget what rclone complained about: it works again."""
        self._said.clear()

    async def _wait_for_answer(self) -> None:
        started = time.monotonic()
        while self._process.status is None and time.monotonic() - started < _ANSWER_LIMIT:
            try:
                await self._control.call("rc/noopauth", seconds=_ANSWER_LIMIT)
            except StorageError:
                await asyncio.sleep(_START_STEP)
            else:
                return
        raise StorageError(ErrorCode.INTERNAL, "rclone does not answer")

    async def _lay_in(self, name: str, source: Path) -> None:
        place = self.inside / name
        await asyncio.to_thread(_make_plain_folder, place)
        await show_also(source, place)
        await only_follow(place)


def _make_plain_folder(place: Path) -> None:
    """Make a folder; an object of that name, or a link, is not one."""
    if not place.is_symlink() and not place.exists():
        place.mkdir()
    if place.is_symlink() or not place.is_dir():
        raise StorageError(ErrorCode.INTERNAL, f"there is a file {place.name} in the way")
