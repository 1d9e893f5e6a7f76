"""All homes of this host."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from hub_ext.names import safe_name
from hub_ext.storage.failures import of_this_host
from hub_ext.storage.home import Home, MakeHome
from hub_ext.storage.layout import HomeLayout, acceptable_user_id
from hub_ext.storage.leasing.leases import Leases
from hub_ext.storage.models import ClosedHome, HomeStatus, OpenedHome, OpenRequest
from hub_ext.storage.record import Record, RecordFile
from hub_ext.storage.shared.centers import Centers
from hub_ext.storage.telling import with_told

_LOG = logging.getLogger(__name__)


class Homes:
    """All homes of this host, by the name of their folder.

    Parameters
    ----------
    folder
        Where the agent sees ``HUB_DATA_DIR/homes``.
    make
        Makes one home, in the way that the settings name.
    opened
        Told whose home was opened.
    centers
        What centres share; None if the agent may not mount.
    leases
        See to it that no other host has a home open.
    """

    def __init__(
        self,
        folder: Path,
        make: MakeHome,
        opened: Callable[[OpenRequest], None] = lambda _: None,
        centers: Centers | None = None,
        leases: Leases | None = None,
    ) -> None:
        self._folder = folder
        self._make = make
        self._opened = opened
        self._centers = centers
        self._leases = leases
        self._homes: dict[str, Home] = {}
        self._turns: dict[str, asyncio.Lock] = {}

    def start(self) -> None:
        """Take up where an earlier agent stopped: what it did not save is saved now."""
        waiting = 0
        for folder in sorted(self._folder.iterdir()):
            record = RecordFile(folder).read()
            if record is None or not self._belongs(folder, record):
                continue
            home = self._home(record.user_id, record)
            if record.open or not record.saved:
                waiting += 1
                home.follow()
        if waiting:
            _LOG.info("%d homes were open or not known to be saved; saving them now", waiting)

    async def stop(self) -> None:
        """Stop following all homes."""
        await asyncio.gather(*(home.stop() for home in self._homes.values()))

    async def open(self, request: OpenRequest) -> OpenedHome:
        """Bring a person's files to this host."""
        async with self._turn(request.user_id):
            if self._leases is not None:
                await self._leases.take(request.user_id)
            try:
                opened = await self._home(request.user_id).open(request)
            except OSError as error:
                raise of_this_host(error) from None
            finally:
                if self._leases is not None:
                    await self._leases.settle(request.user_id)
            opened = await with_told(opened, self._folder, request.user_id)
            if self._centers is not None:
                center = await self._centers.enter(request)
                opened = opened.model_copy(update={"center": center})
        self._opened(request)
        return opened

    async def close(self, user_id: str) -> ClosedHome:
        """Save a person's files. Harmless to repeat, and for a home that was never opened."""
        async with self._turn(user_id):
            try:
                return await self._find(user_id).close()
            except OSError as error:
                raise of_this_host(error) from None
            finally:
                if self._centers is not None:
                    await self._centers.leave(user_id)
                if self._leases is not None:
                    await self._leases.settle(user_id)

    def status(self, user_id: str) -> HomeStatus:
        """Tell how one home stands."""
        return self._find(user_id).status()

    def known(self, user_id: str) -> HomeStatus | None:
        """Tell how one home stands; None if this host has nothing of it."""
        home = self._homes.get(HomeLayout(user_id).folder.name)
        return home.status() if home else None

    def statuses(self) -> list[HomeStatus]:
        """Tell how every home of this host stands."""
        return [home.status() for home in self._homes.values()]

    def touched(self, folder: str, files: int) -> None:
        """Take note that so many files changed in the home whose folder has this name."""
        home = self._homes.get(folder)
        if home is not None:
            home.touched(files)

    def all(self) -> list[Home]:
        """Return every home of this host."""
        return list(self._homes.values())

    @contextlib.asynccontextmanager
    async def alone_with(self, user_id: str) -> AsyncIterator[Home]:
        """Have a home that is neither opened nor closed meanwhile."""
        async with self._turn(user_id):
            yield self._find(user_id)

    def of(self, user_id: str) -> Home:
        """Return one home, whether or not this host has anything of it."""
        return self._find(user_id)

    def _turn(self, user_id: str) -> asyncio.Lock:
        """Opening and closing one home never overlap."""
        return self._turns.setdefault(HomeLayout(user_id).user_id, asyncio.Lock())

    def _home(self, user_id: str, record: Record | None = None) -> Home:
        home = self._find(user_id, record)
        return self._homes.setdefault(home.layout.folder.name, home)

    def _find(self, user_id: str, record: Record | None = None) -> Home:
        """Return a home; an empty one that nobody remembers if the person has none here."""
        layout = HomeLayout(user_id)
        return self._homes.get(layout.folder.name) or self._make(layout, record)

    @staticmethod
    def _belongs(folder: Path, record: Record) -> bool:
        """Tell whether a record is of the folder it lies in."""
        return acceptable_user_id(record.user_id) and safe_name(record.user_id) == folder.name
