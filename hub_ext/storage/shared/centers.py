"""What learning centres share: one folder that students read, and one that teachers write.

::

    centers/<id>/students/shared    mounted read-only; a student's container binds its parent
    centers/<id>/teachers/shared    mounted writable; a teacher's container binds its parent
    centers/<id>/state/cache        what teachers wrote and the store does not have yet
    centers/members/<home>          which of them a person whose home is open sees

Two mounts, because a bind that is read-only does not hold for what is mounted in it later.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from hub_ext.logs.context import context_without_request
from hub_ext.settings import StorageSettings
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import OpenRequest
from hub_ext.storage.mount.cache import MountCache
from hub_ext.storage.shared.kept_mount import KeptMount, ReadOnlyMount
from hub_ext.storage.shared.share import Share
from hub_ext.storage.shared.writable_mount import WritableMount

_LOG = logging.getLogger(__name__)

#: Seconds that a mount stays when the last person who sees it has gone, and between two looks.
IDLE = 60.0
_STEP = 2.0
_PASSABLE = 0o711
_READABLE = 0o755
#: What is put by others appears within this time.
_FRESH = ("--dir-cache-time=5s",)


#: Makes the mount of a share.
MakeMount = Callable[[Share], KeptMount]


class Centers:
    """The shares of all centres: mounted while anybody's home is open who sees them.

    Parameters
    ----------
    data
        ``HUB_DATA_DIR``.
    make
        Makes the mount of a share.
    idle
        Seconds that a mount stays when the last person has gone.
    """

    def __init__(self, data: Path, make: MakeMount, idle: float = IDLE) -> None:
        self._data = data
        self._notes = data / "centers" / "members"
        self._make = make
        self._idle = idle
        self._members: dict[str, Share] = {}
        self._keepers: dict[Share, asyncio.Task[None]] = {}

    def start(self, open_homes: Iterable[str]) -> None:
        """Mount what people see whose homes are open, and save what a crash left.

        Parameters
        ----------
        open_homes
            The people whose homes are open.
        """
        still = {HomeLayout(user_id).folder.name for user_id in open_homes}
        for home, share in list(self._remembered()):
            if home in still and share is not None:
                self._members[home] = share
            else:
                (self._notes / home).unlink(missing_ok=True)
        left = {
            Share(int(folder.name), writable=True)
            for folder in (self._data / "centers").glob("[1-9]*")
            if folder.name.isdecimal() and MountCache(folder).unsaved()
        }
        for share in left | set(self._members.values()):
            self._keep(share)

    async def stop(self) -> None:
        """Take all mounts away."""
        for keeper in self._keepers.values():
            keeper.cancel()
        await asyncio.gather(*self._keepers.values(), return_exceptions=True)

    def folder(self, request: OpenRequest) -> str:
        """Return the folder for a person's container, relative to ``HUB_DATA_DIR``; made if missing.

        Returns
        -------
        str
            ``""`` for somebody without a centre, and if the folder cannot be made.
        """
        share = Share.of(request)
        if share is None:
            return ""
        try:
            for folder, mode in (
                (self._data / "centers", _PASSABLE),
                (self._data / "centers" / str(share.center_id), _PASSABLE),
                (self._data / share.folder, _READABLE),
            ):
                folder.mkdir(exist_ok=True)
                folder.chmod(mode)
        except OSError as error:
            _LOG.error("what centre %d shares is not shown: %s", share.center_id, error)
            return ""
        return share.folder

    async def enter(self, request: OpenRequest) -> str:
        """Take note that a person's home is open; return `folder`.

        The mount is made in the background and appears in the container: what a centre shares
        never keeps anybody from their own files.
        """
        home, share = HomeLayout(request.user_id).folder.name, Share.of(request)
        if share is None:
            await self.leave(request.user_id)
            return ""
        folder = await asyncio.to_thread(self.folder, request)
        if folder:
            self._members[home] = share
            with contextlib.suppress(OSError):  # Then another agent after this one mounts it late.
                await asyncio.to_thread(self._remember, home, share)
            self._keep(share)
        return folder

    def shown(self, user_id: str) -> str:
        """Return the folder that a person whose home is open sees; ``""`` if they see none."""
        share = self._members.get(HomeLayout(user_id).folder.name)
        return share.folder if share else ""

    async def leave(self, user_id: str) -> None:
        """Take note that a person's home is closed."""
        home = HomeLayout(user_id).folder.name
        if self._members.pop(home, None) is not None:
            with contextlib.suppress(OSError):
                await asyncio.to_thread((self._notes / home).unlink, missing_ok=True)

    def _keep(self, share: Share) -> None:
        if share not in self._keepers:
            keeper = asyncio.create_task(
                self._kept(share),
                name=f"centre {share.name}",
                # It outlives the request of whoever comes first.
                context=context_without_request(),
            )
            self._keepers[share] = keeper

    async def _kept(self, share: Share) -> None:
        """Keep a share mounted until nobody sees it and everything is saved."""
        mount = self._make(share)
        task = asyncio.create_task(mount.keep())
        try:
            await self._until_idle(share, mount)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            del self._keepers[share]
        if share in self._members.values():  # Somebody came while it was taken away.
            self._keep(share)

    async def _until_idle(self, share: Share, mount: KeptMount) -> None:
        last = time.monotonic()
        while time.monotonic() - last < self._idle or not await asyncio.to_thread(
            lambda: mount.at_rest
        ):
            await asyncio.sleep(min(_STEP, self._idle))
            if share in self._members.values():
                last = time.monotonic()

    def _remember(self, home: str, share: Share) -> None:
        self._notes.mkdir(mode=0o700, exist_ok=True)
        new = self._notes / f".{home}"
        new.write_text(share.name)
        new.replace(self._notes / home)

    def _remembered(self) -> Iterator[tuple[str, Share | None]]:
        if self._notes.is_dir():
            for note in self._notes.iterdir():
                yield note.name, Share.named(note.read_text(errors="replace"))


def center_mounts(settings: StorageSettings, runtime: Path) -> MakeMount:
    """Return what makes the mounts of centres.

    Parameters
    ----------
    settings
        Where everything is.
    runtime
        A folder on this machine only.
    """

    def make(share: Share) -> KeptMount:
        what = f"what centre {share.name} shares"
        prefix = f"centers/{share.center_id}/shared"
        target = settings.hub_data_dir / share.folder / "shared"
        own = runtime / share.folder
        if not share.writable:
            return ReadOnlyMount(what, settings, prefix, target, own, _FRESH)
        cache = MountCache(settings.hub_data_dir / "centers" / str(share.center_id))
        return WritableMount(what, settings, prefix, target, cache, own, _FRESH)

    return make
