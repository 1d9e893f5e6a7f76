"""Counting in the bucket what cannot be counted on this host's disk."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.errors import StorageError
from hub_ext.storage.homes import Homes
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.objects import Objects
from hub_ext.storage.quota.counting import count_of_objects
from hub_ext.storage.quota.quotas import Quotas

#: Seconds between two looks at who is open, until something is counted again, and for one count
#: with the wait for its turn; and how many counts there are at once.
_STEP = 5.0
_HOME_INTERVAL = 60.0
_CENTER_INTERVAL = 300.0
_LIMIT = 30.0
_AT_ONCE = 4


class BucketCounts:
    """Counts what centres share and, unless homes are working copies, what is in open homes.

    Parameters
    ----------
    quotas
        Told each count.
    homes
        The homes of this host.
    objects
        The bucket.
    way
        How homes are stored.
    clock
        Seconds that only grow.

    Notes
    -----
    Where the object store does not answer, the last count stands; without one nothing is known.
    """

    def __init__(
        self,
        quotas: Quotas,
        homes: Homes,
        objects: Objects,
        way: HomeStorage,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._quotas = quotas
        self._homes = homes
        self._objects = objects
        self._way = way
        self._clock = clock
        self._slots = asyncio.Semaphore(_AT_ONCE)
        #: When the next count is due, of open homes and of the centres of their people.
        self._people_due: dict[str, float] = {}
        self._centers_due: dict[int, float] = {}

    async def run(self) -> None:
        """Count from now on; never returns."""
        while True:
            await self.step()
            await asyncio.sleep(_STEP)

    async def step(self) -> None:
        """Count what is due."""
        people = {status.user_id for status in self._homes.statuses() if status.open}
        known = self._quotas.ledger.people
        centers = {known[user].center_id for user in people if user in known} - {None}
        in_bucket = people if self._way is not HomeStorage.WORKING_COPY else set()
        # Whoever has just closed their home is counted once more.
        closed = self._people_due.keys() - in_bucket
        await asyncio.gather(
            *(self._count_person(user) for user in self._now(self._people_due, in_bucket)),
            *(self._count_person(user) for user in closed),
            *(self._count_center(center) for center in self._now(self._centers_due, centers)),
        )
        for user in closed:
            self._people_due.pop(user)
        for center in self._centers_due.keys() - centers:
            self._centers_due.pop(center)

    def _now[K](self, due: Mapping[K, float], wanted: Iterable[K | None]) -> list[K]:
        now = self._clock()
        return [key for key in wanted if key is not None and due.get(key, now) <= now]

    async def _count_person(self, user_id: str) -> None:
        async with self._asked():
            objects = await self._objects.list(HomeLayout(user_id).prefix, "*")
            self._quotas.counted(user_id, count_of_objects(objects))
            self._people_due[user_id] = self._clock() + _HOME_INTERVAL

    async def _count_center(self, center_id: int) -> None:
        async with self._asked():
            size = await self._objects.size(f"centers/{center_id}/shared/")
            self._quotas.shared(center_id, size)
            self._centers_due[center_id] = self._clock() + _CENTER_INTERVAL

    @contextlib.asynccontextmanager
    async def _asked(self) -> AsyncIterator[None]:
        """Ask the store within limits; without an answer all stays as it was, and is due again."""
        with contextlib.suppress(StorageError, TimeoutError):
            async with self._slots, asyncio.timeout(_LIMIT):
                yield
