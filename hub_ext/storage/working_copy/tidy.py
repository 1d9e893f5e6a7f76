"""Taking working copies off this host that nobody has used for days.

Only what the object store has goes: a copy is synced once more first, while nobody can open it.
What never leaves a host by the filter (caches, virtual environments) goes with it.
"""

import asyncio
import logging
import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub_ext.storage.errors import StorageError
from hub_ext.storage.homes import Homes
from hub_ext.storage.working_copy.home import WorkingCopyHome

_LOG = logging.getLogger(__name__)

#: Seconds. Agents that start together do not ask the store together.
_FIRST_ROUND = 600.0
_INTERVAL = 3600.0
#: So many in one round: then it is not one home that is at fault.
_FAILURES = 3
#: With less room than one of these, copies go earlier, but never younger than a day.
ENOUGH_BYTES = 5 * 1024**3
ENOUGH_SHARE = 0.1
YOUNGEST = timedelta(days=1)


class Tidy:
    """The rounds through all homes of a host.

    Parameters
    ----------
    homes
        All homes.
    folder
        A folder on their disk.
    kept
        How long the copy of somebody who is not seen stays.
    disk
        Tells the total and the free bytes of the folder's disk.
    """

    def __init__(
        self,
        homes: Homes,
        folder: Path,
        kept: timedelta,
        disk: Callable[[Path], tuple[int, int]] | None = None,
    ) -> None:
        self._homes = homes
        self._folder = folder
        self._kept = kept
        self._disk = disk or _room

    async def run(self) -> None:
        """Go round about every hour, until cancelled."""
        await asyncio.sleep(random.uniform(0.1, 1.0) * _FIRST_ROUND)  # noqa: S311
        while True:
            await self.round()
            await asyncio.sleep(random.uniform(0.7, 1.3) * _INTERVAL)  # noqa: S311

    async def round(self) -> int:
        """Take away what may go, one home at a time; return how many went.

        Of whom the object store cannot be asked, or does not take the last change, nothing goes.
        """
        gone = failures = 0
        for home in self._copies():
            await self._delete_what_was_taken_away(home)
        for seen, user_id in self._unseen():
            age = datetime.now(UTC) - seen
            if age <= self._kept and not (age > YOUNGEST and await self._is_nearly_full()):
                continue
            try:
                gone += await self._take_away(user_id)
            except (StorageError, OSError) as error:
                _LOG.warning("the working copy of %r stays on this host: %s", user_id, error)
                failures += 1
                if failures == _FAILURES:
                    break
        if gone:
            _LOG.info("%d working copies that nobody used were taken off this host", gone)
        return gone

    def _unseen(self) -> list[tuple[datetime, str]]:
        """Return when people were last here whose copies are saved; the longest ago first."""
        return sorted(
            (home.last_seen, home.layout.user_id)
            for home in self._copies()
            if home.last_seen is not None
        )

    def _copies(self) -> list[WorkingCopyHome]:
        return [home for home in self._homes.all() if isinstance(home, WorkingCopyHome)]

    async def _is_nearly_full(self) -> bool:
        total, free = await asyncio.to_thread(self._disk, self._folder)
        return free < ENOUGH_BYTES or free < ENOUGH_SHARE * total

    async def _take_away(self, user_id: str) -> bool:
        async with self._homes.alone_with(user_id) as home:
            # It may have been opened since it was chosen.
            if not isinstance(home, WorkingCopyHome) or home.last_seen is None:
                return False
            went = await home.take_away()
        await self._delete_what_was_taken_away(home)
        return went

    @staticmethod
    async def _delete_what_was_taken_away(home: WorkingCopyHome) -> None:
        try:
            await asyncio.to_thread(home.delete_what_was_taken_away)
        except OSError as error:
            _LOG.warning("what %r left behind is not deleted: %s", home.layout.user_id, error)


def _room(folder: Path) -> tuple[int, int]:
    usage = shutil.disk_usage(folder)
    return usage.total, usage.free
