"""All homes of this host."""

import asyncio
import logging
from pathlib import Path

from hub_ext.names import safe_name
from hub_ext.storage.failures import of_this_host
from hub_ext.storage.layout import HomeLayout, acceptable_user_id
from hub_ext.storage.models import ClosedHome, HomeStatus, OpenedHome
from hub_ext.storage.record import Record, RecordFile
from hub_ext.storage.store import ObjectStore
from hub_ext.storage.working_copy.copy import WorkingCopy
from hub_ext.storage.working_copy.home import Home

_LOG = logging.getLogger(__name__)

#: How many homes are synced at once: more only makes each one slower.
SYNCS_AT_ONCE = 6


class Homes:
    """All homes of this host, by the name of their folder.

    Parameters
    ----------
    folder
        Where the agent sees ``HUB_DATA_DIR/homes``.
    store
        The object store.
    """

    def __init__(self, folder: Path, store: ObjectStore) -> None:
        self._folder = folder
        self._store = store
        self._slots = asyncio.Semaphore(SYNCS_AT_ONCE)
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

    async def open(self, user_id: str) -> OpenedHome:
        """Bring a person's files to this host."""
        async with self._turn(user_id):
            try:
                return await self._home(user_id).open()
            except OSError as error:
                raise of_this_host(error) from None

    async def close(self, user_id: str) -> ClosedHome:
        """Save a person's files. Harmless to repeat, and for a home that was never opened."""
        async with self._turn(user_id):
            try:
                return await self._find(user_id).close()
            except OSError as error:
                raise of_this_host(error) from None

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

    def touched(self, folder: str) -> None:
        """Take note that files changed in the home whose folder has this name."""
        home = self._homes.get(folder)
        if home is not None:
            home.touched()

    def _turn(self, user_id: str) -> asyncio.Lock:
        """Opening and closing one home never overlap."""
        return self._turns.setdefault(HomeLayout(user_id).user_id, asyncio.Lock())

    def _home(self, user_id: str, record: Record | None = None) -> Home:
        home = self._find(user_id, record)
        return self._homes.setdefault(home.layout.folder.name, home)

    def _find(self, user_id: str, record: Record | None = None) -> Home:
        """Return a home; an empty one that nobody remembers if the person has none here."""
        layout = HomeLayout(user_id)
        name = layout.folder.name
        known = self._homes.get(name)
        copy = WorkingCopy(self._folder / name)
        return known or Home(layout, copy, self._store, self._slots, record)

    @staticmethod
    def _belongs(folder: Path, record: Record) -> bool:
        """Tell whether a record is of the folder it lies in."""
        return acceptable_user_id(record.user_id) and safe_name(record.user_id) == folder.name
