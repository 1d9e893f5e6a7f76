"""How much room everybody has and uses: what is counted, and what follows from it."""

import asyncio
import logging
import math
from collections import Counter
from datetime import datetime
from pathlib import Path

from hub_ext.settings import StorageSettings
from hub_ext.storage.models import OpenRequest
from hub_ext.storage.quota.choice import Room
from hub_ext.storage.quota.counting import Count
from hub_ext.storage.quota.holding import Holding
from hub_ext.storage.quota.ledger import LedgerFile
from hub_ext.storage.quota.levels import level_of, nearest, reserve_of
from hub_ext.storage.told import Level, Usage
from hub_ext.storage.working_copy.copy import WorkingCopy

_LOG = logging.getLogger(__name__)

#: Seconds after which a change of the ledger is on disk.
_WRITE_INTERVAL = 1.0


class Quotas:
    """Everybody's usage on this host.

    Parameters
    ----------
    settings
        With the quotas.
    file
        Where the ledger is kept.

    Notes
    -----
    A centre's people are those whose homes were opened on this host. Nothing here asks the object
    store: see `hub_ext.storage.quota.bucket`.
    """

    def __init__(self, settings: StorageSettings, file: Path) -> None:
        self._settings = settings
        self._file = LedgerFile(file)
        self._writer: asyncio.Task[None] | None = None
        self._changed = self._failed = False
        self.ledger = self._file.read()

    def start(self) -> None:
        """Begin to keep the ledger on disk."""
        self._writer = asyncio.create_task(self._keep_written(), name="ledger")

    async def stop(self) -> None:
        """Write it for the last time."""
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
            await self._write()

    def opened(self, request: OpenRequest) -> None:
        """Take note of the centre of somebody whose home was opened."""
        self.ledger.person(request.user_id).center_id = request.center_id
        self._changed = True

    def counted(self, user_id: str, count: Count) -> None:
        """Take note of what somebody's files take."""
        self.ledger.person(user_id).count = count
        self._changed = True

    def shared(self, center_id: int, size: int) -> None:
        """Take note of the bytes that a centre shares."""
        self.ledger.shared_bytes[center_id] = size
        self._changed = True

    def reconciled(self, moment: datetime) -> None:
        """Take note that everything was compared with the bucket."""
        self.ledger.reconciled_at = moment
        self._changed = True

    def holding(self, user_id: str, copy: WorkingCopy) -> Holding:
        """Return what holds files of a working copy back."""
        return Holding(user_id, copy, self.room, self.counted)

    def room(self, user_id: str) -> Room:
        """Tell up to how much of a person's files may go to the object store now."""
        room = _room(self._settings.hub_user_quota, 0)
        person = self.ledger.people.get(user_id)
        if person is None or person.center_id is None:
            return room
        used = self.ledger.center_bytes(person.center_id)
        if used is None or person.count is None:
            return room
        others = used - person.count.stored_bytes
        return room.within(_room(self._center_quota(person.center_id), others))

    def usage(self, user_id: str) -> Usage | None:
        """Tell how much room a person's files and their centre's take; None if that is not known."""
        person = self.ledger.people.get(user_id)
        if person is None or person.count is None:
            return None
        quota, count = self._settings.hub_user_quota, person.count
        levels = [level_of(count.used_bytes, quota)]
        center_used = center_quota = None
        if person.center_id is not None:
            center_used = self.ledger.center_bytes(person.center_id)
            center_quota = self._center_quota(person.center_id)
            if center_used is not None:
                levels.append(level_of(center_used, center_quota))
        return Usage(
            used_bytes=count.used_bytes,
            quota_bytes=quota,
            center_used_bytes=center_used,
            center_quota_bytes=center_quota,
            level="full" if count.held_back else nearest(levels),
            largest=count.largest,
            held_back=count.held_back,
        )

    def levels(self) -> Counter[Level]:
        """Count people by how near they, or their centre, are to a quota; not who was never counted."""
        people = [person for person in self.ledger.people.values() if person.count is not None]
        centers = {person.center_id for person in people if person.center_id is not None}
        of_center = {center_id: self._center_level(center_id) for center_id in centers}
        quota = self._settings.hub_user_quota
        found: Counter[Level] = Counter()
        for person in people:
            count = person.count or Count()
            own = level_of(count.used_bytes, quota)
            center = of_center.get(person.center_id or 0, "fine")
            found["full" if count.held_back else nearest([own, center])] += 1
        return found

    def _center_level(self, center_id: int) -> Level:
        used = self.ledger.center_bytes(center_id)
        return "fine" if used is None else level_of(used, self._center_quota(center_id))

    def _center_quota(self, center_id: int) -> int:
        return self._settings.hub_center_quotas.get(center_id, self._settings.hub_center_quota)

    async def _keep_written(self) -> None:
        while True:
            await asyncio.sleep(_WRITE_INTERVAL)
            await self._write()

    async def _write(self) -> None:
        if not self._changed:
            return
        self._changed = False
        try:
            await asyncio.to_thread(self._file.write, self.ledger.model_dump_json())
        except OSError as error:
            self._changed = True
            if not self._failed:
                _LOG.error("what people's files take cannot be written down: %s", error)
            self._failed = True
        else:
            self._failed = False


def _room(quota_bytes: int, others: int) -> Room:
    if not quota_bytes:
        return Room(math.inf, math.inf)
    left = quota_bytes - others
    return Room(left, left + reserve_of(quota_bytes))
