"""How the homes of a class stand, and how much is in them, without keeping anybody waiting."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.homes import Homes
from hub_ext.storage.layout import HomeLayout, acceptable_user_id
from hub_ext.storage.looking.notebooks import Notebooks
from hub_ext.storage.models import HomeSummary
from hub_ext.storage.objects import Objects
from hub_ext.storage.telling import KnownUsage, nothing_known

#: Seconds: that an answer of the store is good for, that one is shown while the next is on its
#: way, until it is asked again when it did not answer, and for one person.
FRESH = 60.0
SHOWN = 300.0
_AGAIN = 10.0
_LIMIT = 30.0
_AT_ONCE = 4
#: People who are remembered, and who are asked about or waiting for it. Who finds no room is
#: asked about when somebody looks again.
_REMEMBERED = 2000
_ASKED = 400


@dataclass(frozen=True, slots=True)
class _Usage:
    """What the store said about one person."""

    used_bytes: int | None
    notebooks: int | None
    #: Of the home's last sync: after another one the store may hold something else.
    since: datetime | None
    ends: float


class Summaries:
    """What a class page shows of many homes at once.

    Parameters
    ----------
    objects, notebooks
        What the store holds.
    homes
        What this host knows.
    clock
        Seconds that only grow.
    counted
        Tells what is counted of somebody's usage; before that the store is believed.
    """

    def __init__(
        self,
        objects: Objects,
        notebooks: Notebooks,
        homes: Homes,
        clock: Callable[[], float] = time.monotonic,
        counted: KnownUsage = nothing_known,
    ) -> None:
        self._objects = objects
        self._notebooks = notebooks
        self._homes = homes
        self._clock = clock
        self._counted = counted
        self._usages: dict[str, _Usage] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)

    def of(self, user_ids: Iterable[str]) -> list[HomeSummary]:
        """Return one summary for each person, at once; what is not known yet is None."""
        return [self._summary(user_id) for user_id in user_ids]

    async def stop(self) -> None:
        """Stop asking the store."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _summary(self, user_id: str) -> HomeSummary:
        if not acceptable_user_id(user_id):
            reason = ErrorCode.INVALID_USER_ID
            return HomeSummary(user_id=user_id, open=False, state="unknown", reason=reason)
        status = self._homes.known(user_id)
        usage = self._usage(user_id, status.since if status else None)
        counted = self._counted(user_id)
        return HomeSummary(
            user_id=user_id,
            open=status is not None and status.open,
            state=status.state if status else "unknown",
            since=status.since if status else None,
            reason=status.reason if status else None,
            used_bytes=counted.used_bytes if counted else usage.used_bytes if usage else None,
            notebooks=usage.notebooks if usage else None,
            quota_bytes=counted.quota_bytes if counted else None,
            level=counted.level if counted else None,
        )

    def _usage(self, user_id: str, since: datetime | None) -> _Usage | None:
        usage, now = self._usages.get(user_id), self._clock()
        if usage is None or usage.ends <= now or usage.since != since:
            self._ask_soon(user_id, since)
        return usage if usage and now < usage.ends + SHOWN else None

    def _ask_soon(self, user_id: str, since: datetime | None) -> None:
        if user_id in self._asking or len(self._asking) >= _ASKED:
            return
        task = asyncio.create_task(self._ask(user_id, since), name="summary")
        self._asking[user_id] = task
        task.add_done_callback(lambda _: self._asking.pop(user_id, None))

    async def _ask(self, user_id: str, since: datetime | None) -> None:
        used_bytes = notebooks = None
        seconds = FRESH
        try:
            async with self._slots, asyncio.timeout(_LIMIT):
                used_bytes = await self._objects.size(HomeLayout(user_id).prefix)
                notebooks = (await self._notebooks.list(user_id)).count
        except (StorageError, TimeoutError):
            # Not "nothing": nobody knows. The agent's log says what is wrong with the store.
            used_bytes = notebooks = None
            seconds = _AGAIN
        self._usages.pop(user_id, None)
        while len(self._usages) >= _REMEMBERED:
            del self._usages[next(iter(self._usages))]
        self._usages[user_id] = _Usage(used_bytes, notebooks, since, self._clock() + seconds)
