"""Making homes in the way that the settings name."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from hub_ext.setting_types import HomeStorage
from hub_ext.settings import StorageSettings
from hub_ext.storage.contents.greeting import text as contents_first_notebook
from hub_ext.storage.contents.way import Contents
from hub_ext.storage.first_notebook import first_notebook
from hub_ext.storage.home import Home
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import OpenRequest
from hub_ext.storage.mount.cache import MountCache
from hub_ext.storage.mount.home import MountHome
from hub_ext.storage.mount.home_mount import HomeMount
from hub_ext.storage.mount.lifting import Lifting
from hub_ext.storage.objects import Objects
from hub_ext.storage.quota.quotas import Quotas
from hub_ext.storage.rclone import Rclone
from hub_ext.storage.record import Record, RecordFile
from hub_ext.storage.store import ObjectStore
from hub_ext.storage.working_copy.arrivals import Arrivals
from hub_ext.storage.working_copy.copy import WorkingCopy
from hub_ext.storage.working_copy.home import WorkingCopyHome

_LOG = logging.getLogger(__name__)

#: How many homes are synced at once: more only makes each one slower.
_SYNCS_AT_ONCE = 6


class Ways:
    """Makes homes.

    Parameters
    ----------
    settings
        Which way, and where everything is.
    view
        Where the agent sees ``HUB_DATA_DIR/homes``.
    runtime
        A folder on this machine only.
    rclone, store, objects
        The object store.
    quotas
        Decides what of a working copy is held back.
    center
        Names the folder, relative to ``HUB_DATA_DIR``, of what a person's centre shares.
    """

    def __init__(
        self,
        settings: StorageSettings,
        view: Path,
        runtime: Path,
        rclone: Rclone,
        store: ObjectStore,
        objects: Objects,
        quotas: Quotas,
        center: Callable[[OpenRequest], str] = lambda _: "",
    ) -> None:
        self._settings = settings
        self._view = view
        self._runtime = runtime
        self._store = store
        self._objects = objects
        self._quotas = quotas
        self._center = center
        self.arrivals = Arrivals(view)
        self._slots = asyncio.Semaphore(_SYNCS_AT_ONCE)
        self._contents = (
            Contents(settings, rclone, store, objects, runtime / "contents")
            if settings.home_storage is HomeStorage.CONTENTS
            else None
        )

    async def start(self, door: tuple[str, int]) -> None:
        """Open the door for people's servers, if this way has one.

        Parameters
        ----------
        door
            Its host and port.
        """
        if self._contents is not None:
            await self._contents.start(*door)

    async def stop(self) -> None:
        """Shut the door."""
        if self._contents is not None:
            await self._contents.stop()

    def first_notebook(self) -> str:
        """Return the text of the notebook that a first start finds."""
        return contents_first_notebook() if self._contents is not None else first_notebook()

    def make(self, layout: HomeLayout, record: Record | None) -> Home:
        """Make a home, with what was remembered about it.

        Notes
        -----
        What a working copy has and the object store has not is saved first: with `contents`, until
        the agent's next start that person goes on with the working copy.
        """
        unsaved = record is not None and bool(record.generation) and not record.saved
        if self._contents is not None and not unsaved:
            return self._contents.home(layout, self._view / layout.folder.name, record)
        if self._settings.home_storage is HomeStorage.MOUNT:
            return self._mount(layout, record)
        return self._working_copy(layout, record)

    def _working_copy(self, layout: HomeLayout, record: Record | None) -> Home:
        folder = self._view / layout.folder.name
        if MountCache(folder).unsaved():
            _LOG.error(
                "files of %r were not uploaded while HOME_STORAGE was mount, which uploads them;"
                " they are in %s",
                layout.user_id,
                layout.folder / "state/cache",
            )
        copy = WorkingCopy(folder)
        holding = self._quotas.holding(layout.user_id, copy)
        return WorkingCopyHome(
            layout, copy, self._store, self._slots, holding, self.arrivals, record
        )

    def _mount(self, layout: HomeLayout, record: Record | None) -> Home:
        folder = self._view / layout.folder.name
        cache = MountCache(folder)
        mount = HomeMount(self._settings, layout, self._runtime, cache.folder)
        lifting = Lifting(layout, mount, cache, self._store, self._objects)
        return MountHome(layout, lifting, RecordFile(folder), self._center, record)
