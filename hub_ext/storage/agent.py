"""The storage agent: its parts, and the order in which they start and stop."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

from hub_ext.settings import StorageSettings
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.homes import Homes
from hub_ext.storage.looking.notebooks import Notebooks
from hub_ext.storage.looking.summaries import Summaries
from hub_ext.storage.models import Health
from hub_ext.storage.mounts import show_without_links, unmount
from hub_ext.storage.objects import Objects
from hub_ext.storage.rclone import Rclone
from hub_ext.storage.shared.lessons import LessonMount, Lessons
from hub_ext.storage.store import ObjectStore
from hub_ext.storage.working_copy.watch import Watch

_LOG = logging.getLogger(__name__)

#: Seconds between two questions whether the object store is there.
_PROBE_INTERVAL = 10.0


class Agent:
    """The storage agent of one host.

    Parameters
    ----------
    settings
        Where homes, lessons and the object store are.
    runtime
        A folder on this machine only, for sockets, caches and the agent's own view of the homes.
    mounts
        Whether the agent may mount: without it there are no lessons, and nothing keeps a student
        from leading a sync out of their home by a symbolic link.
    """

    def __init__(self, settings: StorageSettings, runtime: Path, *, mounts: bool) -> None:
        self._homes_folder = settings.hub_data_dir / "homes"
        self._view = runtime / "homes" if mounts else self._homes_folder
        self._mounts = mounts
        self._rclone = Rclone(settings, runtime / "rclone")
        identity = f"{settings.s3_endpoint_url.rstrip('/')}/{settings.bucket_name}"
        self._store = ObjectStore(self._rclone, settings.bucket_name, identity)
        self._lessons = Lessons(_lesson_mounts(settings, runtime) if mounts else [])
        self._store_state: Literal["reachable"] | ErrorCode = ErrorCode.OBJECT_STORE_UNREACHABLE
        self.homes = Homes(self._view, self._store)
        objects = Objects(self._rclone, settings.bucket_name)
        self.notebooks = Notebooks(objects)
        self.summaries = Summaries(objects, self.notebooks, self.homes)

    @property
    def works(self) -> bool:
        """Whether the agent itself can do its work, store or no store."""
        return self._rclone.running

    def health(self) -> Health:
        """Tell how the parts are that the agent depends on."""
        lessons = "mounted" if self._lessons.work else ErrorCode.LESSONS_NOT_MOUNTED
        return Health.model_validate({"object_store": self._store_state, "lessons": lessons})

    async def running(self) -> AsyncIterator[None]:
        """Start everything; stop it after the one value was taken."""
        self._homes_folder.mkdir(parents=True, exist_ok=True)
        self._homes_folder.chmod(0o711)
        if self._mounts:
            await show_without_links(self._homes_folder, self._view)
        await self._rclone.start()
        self._lessons.start()
        watch = Watch(self._view, self.homes.touched)
        watch.start()
        self.homes.start()
        prober = asyncio.create_task(self._probe(), name="probe")
        yield
        prober.cancel()
        await asyncio.gather(prober, return_exceptions=True)
        await watch.stop()
        await self.summaries.stop()
        await self.homes.stop()
        await self._lessons.stop()
        await self._rclone.stop()
        if self._mounts:
            with contextlib.suppress(StorageError):
                await unmount(self._view)

    async def _probe(self) -> None:
        """Keep in mind whether the store is there; one log line when that changes."""
        while True:
            before = self._store_state
            try:
                await self._store.probe()
            except StorageError as error:
                self._store_state = error.code
                if error.code is not before:
                    text = " ".join(error.message.split())[:500]
                    _LOG.error("the object store cannot be used (%s): %s", error.code, text)
            else:
                self._store_state = "reachable"
                if before != "reachable":
                    _LOG.info("the object store can be used")
            await asyncio.sleep(_PROBE_INTERVAL)


def _lesson_mounts(settings: StorageSettings, runtime: Path) -> list[LessonMount]:
    lessons = settings.hub_data_dir / "lessons"
    return [
        LessonMount(settings, prefix, lessons / prefix, runtime / "lessons" / prefix)
        for prefix in settings.hub_lesson_prefixes
    ]
