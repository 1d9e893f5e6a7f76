"""The storage agent: its parts, and the order in which they start and stop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from hub_ext.setting_types import HomeStorage
from hub_ext.settings import StorageSettings
from hub_ext.storage.attaching.attachments import Attachments
from hub_ext.storage.contents.way import DOOR_PORT
from hub_ext.storage.creating.creation import Creation
from hub_ext.storage.creating.new_objects import NewObjects
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.history.bucket import HistoryBucket
from hub_ext.storage.history.history import History
from hub_ext.storage.homes import Homes
from hub_ext.storage.leasing.lease_objects import LeaseObjects
from hub_ext.storage.leasing.leases import EXPIRES, Leases, host_name
from hub_ext.storage.looking.notebooks import Notebooks
from hub_ext.storage.looking.summaries import Summaries
from hub_ext.storage.metrics import AgentMetrics
from hub_ext.storage.models import Health, HomeStatus
from hub_ext.storage.mounts import show_without_links, unmount
from hub_ext.storage.objects import Objects
from hub_ext.storage.probe import Probe
from hub_ext.storage.quota.bucket import BucketCounts
from hub_ext.storage.quota.listing import BucketListing
from hub_ext.storage.quota.quotas import Quotas
from hub_ext.storage.quota.reconciliation import Reconciliation
from hub_ext.storage.rclone import Rclone
from hub_ext.storage.shared.centers import Centers, center_mounts
from hub_ext.storage.shared.lessons import LessonMount, Lessons
from hub_ext.storage.store import ObjectStore
from hub_ext.storage.telling import Teller
from hub_ext.storage.told import Usage
from hub_ext.storage.ways import Ways
from hub_ext.storage.working_copy.tidy import Tidy
from hub_ext.storage.working_copy.watch import Watch


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
    door
        The host and port of the door for people's servers, with ``HOME_STORAGE=contents``.
    lease_seconds
        How long homes stay this host's after it ended without a word.
    """

    def __init__(
        self,
        settings: StorageSettings,
        runtime: Path,
        *,
        mounts: bool,
        door: tuple[str, int] = ("0.0.0.0", DOOR_PORT),  # noqa: S104 - the packet filter decides
        lease_seconds: float = EXPIRES,
    ) -> None:
        self._settings = settings
        self._homes_folder = settings.hub_data_dir / "homes"
        self._view = runtime / "homes" if mounts else self._homes_folder
        self._mounts = mounts
        self._rclone = Rclone(settings, runtime / "rclone")
        identity = f"{settings.s3_endpoint_url.rstrip('/')}/{settings.bucket_name}"
        self._store = ObjectStore(self._rclone, settings.bucket_name, identity)
        self._probe = Probe(self._store)
        self._lessons = Lessons(_lesson_mounts(settings, runtime) if mounts else [])
        objects = Objects(self._rclone, settings.bucket_name)
        self.quotas = Quotas(settings, settings.hub_data_dir / "quota" / "ledger.json")
        self._door = door
        self._centers = (
            Centers(settings.hub_data_dir, center_mounts(settings, runtime)) if mounts else None
        )
        self._ways = Ways(
            settings,
            self._view,
            runtime,
            self._rclone,
            self._store,
            objects,
            self.quotas,
            self._centers.folder if self._centers else lambda _: "",
        )
        leases = LeaseObjects(self._rclone, settings.bucket_name, host_name(settings.hub_data_dir))
        self._leases = Leases(leases, self._known, lease_seconds)
        self.homes = Homes(
            self._view,
            self._ways.make,
            self.quotas.opened,
            self._centers,
            self._leases,
        )
        self.attachments = Attachments(
            settings.hub_data_dir,
            runtime / "attaching",
            self._is_open,
            self._centers.shown if self._centers else lambda _: "",
        )
        self._teller = Teller(self._view, settings.home_storage, self.homes.statuses, self.usage)
        listing = BucketListing(settings, runtime / "rclone")
        self._counts = BucketCounts(self.quotas, self.homes, objects, settings.home_storage)
        self._reconciliation = Reconciliation(self.quotas, self.homes, listing)
        kept = timedelta(days=settings.hub_keep_copies_days)
        self.tidy = Tidy(self.homes, self._homes_folder, kept)
        self.notebooks = Notebooks(objects)
        self.summaries = Summaries(objects, self.notebooks, self.homes, counted=self.usage)
        self.metrics = AgentMetrics(
            settings.hub_data_dir, self.homes.statuses, self.quotas.levels, self.health
        )
        history = HistoryBucket(self._rclone, settings.bucket_name)
        self.creation = Creation(
            NewObjects(self._rclone, settings.bucket_name, runtime / "new"),
            history,
            self.homes,
            self._view,
            self._ways.first_notebook,
            self.usage,
        )
        self.history = History(
            objects,
            history,
            self.homes,
            self._view,
            settings.hub_data_dir / "history-round",
            timedelta(days=settings.hub_history_days),
            settings.hub_history_versions,
        )

    @property
    def works(self) -> bool:
        """Whether the agent itself can do its work, store or no store."""
        return self._rclone.running

    def health(self) -> Health:
        """Tell how the parts are that the agent depends on."""
        lessons = "mounted" if self._lessons.work else ErrorCode.LESSONS_NOT_MOUNTED
        return Health.model_validate({"object_store": self._probe.state, "lessons": lessons})

    def usage(self, user_id: str) -> Usage | None:
        """Tell how much room somebody's files and their centre's take; None if it is not known."""
        usage = self.quotas.usage(user_id)
        history = {"history_bytes": self.history.bytes_of(user_id)}
        return usage.model_copy(update=history) if usage else None

    def _is_open(self, user_id: str) -> bool:
        status = self.homes.known(user_id)
        return status is not None and status.open

    def _known(self, user_id: str) -> HomeStatus | None:
        return self.homes.known(user_id)

    async def running(self) -> AsyncIterator[None]:
        """Start everything; stop it after the one value was taken."""
        self._homes_folder.mkdir(parents=True, exist_ok=True)
        self._homes_folder.chmod(0o711)
        if self._mounts:
            await show_without_links(self._homes_folder, self._view)
        await self._rclone.start()
        self._lessons.start()
        watch = Watch(self._view, self.homes.touched, self._ways.arrivals)
        if self._settings.home_storage is not HomeStorage.MOUNT:
            watch.start()
        self.homes.start()
        self.history.start()
        self._leases.start(self.homes.statuses())
        if self._centers is not None:
            self._centers.start(home.user_id for home in self.homes.statuses() if home.open)
        await self._ways.start(self._door)
        self._teller.start()
        self.quotas.start()
        tasks = [
            asyncio.create_task(self._probe.run(), name="probe"),
            asyncio.create_task(self.tidy.run(), name="tidy"),
            asyncio.create_task(self._counts.run(), name="bucket counts"),
            asyncio.create_task(self._reconciliation.run_nightly(), name="reconciliation"),
        ]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await watch.stop()
        await self.summaries.stop()
        await self._teller.stop()
        await self.history.stop()
        await self.homes.stop()
        await self._leases.stop()
        await self._ways.stop()
        await self.quotas.stop()
        if self._centers is not None:
            await self._centers.stop()
        await self._lessons.stop()
        await self._rclone.stop()
        if self._mounts:
            with contextlib.suppress(StorageError):
                await unmount(self._view)


def _lesson_mounts(settings: StorageSettings, runtime: Path) -> list[LessonMount]:
    lessons = settings.hub_data_dir / "lessons"
    return [
        LessonMount(settings, prefix, lessons / prefix, runtime / "lessons" / prefix)
        for prefix in settings.hub_lesson_prefixes
    ]
