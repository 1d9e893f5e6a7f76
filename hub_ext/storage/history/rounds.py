"""Thinning everybody's earlier versions, in the background and without haste."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub_ext.storage.errors import StorageError
from hub_ext.storage.history.bucket import HistoryBucket
from hub_ext.storage.history.stored import StoredVersion, by_path, stored_versions
from hub_ext.storage.history.thinning import crowded, expired
from hub_ext.storage.history.usage import Usage
from hub_ext.storage.layout import HomeLayout, acceptable_user_id
from hub_ext.storage.objects import Objects
from hub_ext.storage.store import moment_name

_LOG = logging.getLogger(__name__)

#: Seconds from the end of one round to the next, to the first one, between two people, and for one.
INTERVAL = 3600.0
_FIRST = 60.0
_PAUSE = 0.2
_LIMIT = 120.0
#: Of one person in one round: what is left goes in the next.
_MOST_DELETIONS = 1000
_AT_ONCE = 4


@dataclass(slots=True)
class _Round:
    """What a round has done so far."""

    people: int = 0
    unknown: int = 0
    kept: int = 0
    bytes: int = 0
    dropped: int = 0


class Rounds:
    """Deletes versions that are too old or too many.

    Parameters
    ----------
    objects, bucket
        Where they are.
    usage
        Told how much each person has.
    place
        A file that remembers with whom an interrupted round goes on.
    kept_for, most
        For how long versions are kept, and how many of one file.
    """

    def __init__(
        self,
        objects: Objects,
        bucket: HistoryBucket,
        usage: Usage,
        place: Path,
        kept_for: timedelta,
        most: int,
    ) -> None:
        self._objects = objects
        self._bucket = bucket
        self._usage = usage
        self._place = place
        self._kept_for = kept_for
        self._most = most

    async def run(self, first: float = _FIRST) -> None:
        """Make one round after the other, until cancelled."""
        await asyncio.sleep(first)
        while True:
            try:
                await self.round()
            except StorageError as error:
                _LOG.warning("earlier versions cannot be thinned now (%s)", error.code)
            except OSError as error:
                _LOG.error("earlier versions cannot be thinned: %s", error)
            await asyncio.sleep(INTERVAL)

    async def round(self) -> None:
        """Thin everybody's versions once, from where an earlier round stopped.

        Raises
        ------
        StorageError
            If the store does not say of whom there are any.
        """
        after = await asyncio.to_thread(self._read_place)
        done = _Round()
        for user_id in await self._bucket.people():
            if user_id <= after or not acceptable_user_id(user_id):
                continue
            try:
                async with asyncio.timeout(_LIMIT):
                    await self._thin(user_id, done)
            except (StorageError, TimeoutError):
                done.unknown += 1
            await asyncio.to_thread(self._place.write_text, user_id, encoding="utf-8")
            await asyncio.sleep(_PAUSE)
        await asyncio.to_thread(self._place.unlink, missing_ok=True)
        _LOG.info(
            "history: %d people, %d versions of %d bytes; %d dropped, %d people not asked",
            *(done.people, done.kept, done.bytes, done.dropped, done.unknown),
        )

    async def _thin(self, user_id: str, done: _Round) -> None:
        layout = HomeLayout(user_id)
        versions = stored_versions(await self._objects.list(layout.history, "*"))
        now = datetime.now(UTC)
        surplus = await asyncio.to_thread(self._surplus, versions, now)
        for start in range(0, len(surplus), _AT_ONCE):
            keys = [
                f"{layout.history_prefix(moment_name(version.moment))}{version.path}"
                for version in surplus[start : start + _AT_ONCE]
            ]
            await asyncio.gather(*(self._bucket.delete(key) for key in keys))
        left = sum(version.bytes for version in versions) - sum(gone.bytes for gone in surplus)
        self._usage.note(user_id, left)
        done.people += bool(versions)
        done.kept += len(versions) - len(surplus)
        done.bytes += left
        done.dropped += len(surplus)

    def _surplus(self, versions: Iterable[StoredVersion], now: datetime) -> Sequence[StoredVersion]:
        found: list[StoredVersion] = []
        for mine in by_path(versions).values():
            moments = {version.moment for version in mine}
            old = expired(moments, now, self._kept_for)
            gone = old | crowded(moments - old, self._most)
            found += [version for version in mine if version.moment in gone]
        return found[:_MOST_DELETIONS]

    def _read_place(self) -> str:
        try:
            return self._place.read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            return ""
