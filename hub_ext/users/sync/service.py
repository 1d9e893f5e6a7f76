"""The sync: reads the table page by page, and tells the hub what differs from last time."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import batched
from typing import Any, Final

from hub_ext.settings import DirectorySettings
from hub_ext.users.admission import objection
from hub_ext.users.directory import UserDirectory
from hub_ext.users.person import KOREA, Person
from hub_ext.users.sync.absences import Absences
from hub_ext.users.sync.hub_client import HubClient
from hub_ext.users.sync.models import BATCH, SyncBatch, SyncedPerson, SyncOutcome

#: Rows of the table in memory at once.
PAGE: Final = 500
#: Seconds between two times that everything is told again: the hub may have been restored.
TELL_ALL_SECONDS: Final = 600.0


class DirectorySync:
    """What of the table the hub was told.

    Of every person 8 bytes and their name are kept in memory.

    Parameters
    ----------
    settings
        Who may use notebooks.
    directory, hub
        Where people are read, and who is told.
    log
        One line for each round in which something happened.
    clock
        Seconds that only grow.
    """

    def __init__(
        self,
        settings: DirectorySettings,
        directory: UserDirectory,
        hub: HubClient,
        log: logging.Logger,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._directory = directory
        self._hub = hub
        self._log = log
        self._clock = clock
        self._told: dict[str, bytes] = {}
        self._told_all_at: float | None = None
        self._absences = Absences(log, clock)

    async def round(self) -> SyncOutcome:
        """Read the whole table once and tell the hub what is new.

        Returns
        -------
        SyncOutcome
            Of the whole round.

        Raises
        ------
        DirectoryError
            If the table cannot be read; nobody is taken for gone then.
        HubUnavailable
            If the hub did not take something; it is told again next time.
        """
        now = self._clock()
        all_again = self._told_all_at is None or now - self._told_all_at >= TELL_ALL_SECONDS
        if all_again:
            self._told.clear()
        outcomes: list[SyncOutcome] = []
        present: set[str] = set()
        row = 0
        while page := await self._directory.page(row, PAGE):
            row = page[-1].row_id
            present.update(person.user_id for person in page)
            news = batched(self._news(page), BATCH, strict=False)
            outcomes += [await self._tell_people(people) for people in news]
        gone = await self._gone(present, ask_hub=all_again)
        outcomes += [await self._tell_gone(names) for names in batched(gone, BATCH, strict=False)]
        if all_again:
            self._told_all_at = now
        return self._summary(outcomes)

    def _news(self, page: Iterable[Person]) -> Iterator[SyncedPerson]:
        now = datetime.now(KOREA)
        for person in page:
            synced = SyncedPerson(
                user_id=person.user_id,
                name=person.name,
                role=person.role,
                center_id=person.center_id,
                admitted=objection(person, self._settings, now) is None,
            )
            if self._told.get(person.user_id) != _mark(synced):
                yield synced

    async def _tell_people(self, people: tuple[SyncedPerson, ...]) -> SyncOutcome:
        outcome = await self._hub.tell(SyncBatch(people=list(people)))
        again = set(outcome.unfinished)
        self._told |= {
            person.user_id: _mark(person) for person in people if person.user_id not in again
        }
        return outcome

    async def _gone(self, present: set[str], *, ask_hub: bool) -> list[str]:
        absent = set(self._told) - present
        if ask_hub:
            async for names in self._hub.known_names():
                absent.update(name for name in names if name not in present)
        return self._absences.believed(absent, present=len(present))

    async def _tell_gone(self, names: tuple[str, ...]) -> SyncOutcome:
        outcome = await self._hub.tell(SyncBatch(gone=list(names)))
        for name in set(names) - set(outcome.unfinished):
            self._told.pop(name, None)
        return outcome

    def _summary(self, outcomes: list[SyncOutcome]) -> SyncOutcome:
        counts: dict[str, Any] = {
            field: sum(getattr(outcome, field) for outcome in outcomes)
            for field in ("created", "changed", "stopped", "removed")
        }
        left = [name for outcome in outcomes for name in outcome.unfinished]
        if any(counts.values()):
            done = ", ".join(f"{count} {field}" for field, count in counts.items() if count)
            self._log.info("The hub was told of the table: %s", done)
        return SyncOutcome(**counts, unfinished=left)


def _mark(person: SyncedPerson) -> bytes:
    return hashlib.blake2b(person.model_dump_json().encode(), digest_size=8).digest()
