"""Putting the counts right by the bucket itself, once a night."""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from hub_ext.storage.errors import StorageError
from hub_ext.storage.homes import Homes
from hub_ext.storage.models import HomeStatus
from hub_ext.storage.quota.counting import Count
from hub_ext.storage.quota.listing import BucketListing
from hub_ext.storage.quota.quotas import Quotas

_LOG = logging.getLogger(__name__)

#: No class is at work at four in the morning of Korea; hosts that share a bucket do not meet.
_KOREA = timezone(timedelta(hours=9))
_HOUR = 4
_JITTER = 3600.0
#: After this long without one, one follows the start of the agent, after at most so many seconds.
_OVERDUE = timedelta(hours=26)
_SOON = 5.0
_AGAIN = 3600.0
#: Seconds; a million objects take five minutes.
_LIMIT = 3600.0


class Reconciliation:
    """Compares what was counted with the bucket.

    Parameters
    ----------
    quotas
        What was counted.
    homes
        The homes of this host.
    listing
        The bucket.
    """

    def __init__(self, quotas: Quotas, homes: Homes, listing: BucketListing) -> None:
        self._quotas = quotas
        self._homes = homes
        self._listing = listing

    async def run_nightly(self) -> None:
        """Reconcile every night, and soon if the last night was missed; never returns."""
        pause = self._first_pause()
        while True:
            await asyncio.sleep(pause)
            try:
                async with asyncio.timeout(_LIMIT):
                    await self.run()
            except (StorageError, TimeoutError, OSError) as error:
                text = " ".join(str(error).split())[:500]
                _LOG.warning("usage was not compared with the bucket, later again: %s", text)
                pause = _AGAIN * _random()
            else:
                pause = until_night(datetime.now(UTC), _random())

    async def run(self) -> None:
        """Reconcile now.

        Raises
        ------
        StorageError
            If the bucket could not be listed to its end; then nothing was changed.
        """
        started = time.monotonic()
        before = self._settled()
        found = await self._listing.homes(self._quotas.ledger.people)
        shared = await self._listing.shared()
        after = self._settled()
        # What is open, or was in between, was counted here after the list was made.
        still = [user for user in found if before(user) is not None and before(user) == after(user)]
        off = sum(self._correct(user, found[user]) for user in still)
        ledger = self._quotas.ledger
        for center_id in ledger.shared_bytes.keys() | shared.keys():
            self._quotas.shared(center_id, shared.get(center_id, 0))
        self._quotas.reconciled(datetime.now(UTC))
        _LOG.info(
            "usage of %d people and %d centres compared with the bucket in %.1f s: off by %d bytes",
            len(still),
            len(ledger.shared_bytes),
            time.monotonic() - started,
            off,
        )

    def _correct(self, user_id: str, count: Count) -> int:
        """Replace what was counted; return by how many bytes it was off."""
        known = self._quotas.ledger.people[user_id].count
        self._quotas.counted(user_id, count)
        return abs(count.stored_bytes - (known.stored_bytes if known else 0))

    def _settled(self) -> Callable[[str], str | None]:
        """Return what tells the state of a home that the bucket has all of; None for another one."""
        states = {status.user_id: _state(status) for status in self._homes.statuses()}
        return lambda user_id: states.get(user_id, "not here")

    def _first_pause(self) -> float:
        now, last = datetime.now(UTC), self._quotas.ledger.reconciled_at
        if last is None or now - last > _OVERDUE:
            return _SOON * _random()
        return until_night(now, _random())


def _state(status: HomeStatus) -> str | None:
    return None if status.open or status.state != "saved" else f"saved {status.since}"


def until_night(now: datetime, share: float) -> float:
    """Return the seconds until the next reconciliation.

    Parameters
    ----------
    now
        With a time zone.
    share
        Of an hour, from 0 to 1, that it comes later than at four o'clock in Korea.
    """
    night = now.astimezone(_KOREA).replace(hour=_HOUR, minute=0, second=0, microsecond=0)
    night += timedelta(seconds=share * _JITTER)
    # Not twice in one night: what begins at four is over by five.
    return ((night - now) % timedelta(days=1)).total_seconds() or timedelta(days=1).total_seconds()


def _random() -> float:
    return random.uniform(0.1, 1.0)  # noqa: S311 - a pause
