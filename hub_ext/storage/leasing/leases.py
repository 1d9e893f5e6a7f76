"""Taking, renewing and giving back the leases of this host's homes."""

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.in_time import in_time
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.leasing.lease_objects import Lease, LeaseObjects, mark
from hub_ext.storage.models import HomeStatus
from hub_ext.whole_files import put_whole

_LOG = logging.getLogger(__name__)

#: Seconds after its last renewal that another host may take a home, by the store's clock.
EXPIRES = 300.0
_RENEWALS = 5
#: Seconds that a person waits at most for each thing that the store is asked of their lease.
_LIMIT = 5.0
#: How many leases are renewed at once.
_AT_ONCE = 8


@dataclass(slots=True)
class _Held:
    """A home that this host has open.

    Attributes
    ----------
    number
        Of its lease; None while the store could not be asked for one.
    opening
        Whether it is about to be opened, and so not to be given back.
    """

    number: int | None = None
    opening: bool = False


class Leases:
    """The leases of one host.

    Parameters
    ----------
    objects
        The leases in the bucket.
    known
        Tells how a home of this host stands; None if there is none.
    expires
        Seconds after its last renewal that another host may take a home.
    """

    def __init__(
        self,
        objects: LeaseObjects,
        known: Callable[[str], HomeStatus | None],
        expires: float = EXPIRES,
    ) -> None:
        self._objects = objects
        self._known = known
        self._expires = expires
        self._mark = mark(objects.host)
        self._held: dict[str, _Held] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._keeper: asyncio.Task[None] | None = None

    def start(self, statuses: Sequence[HomeStatus]) -> None:
        """Take up the leases of homes that an agent before this one left open or not saved."""
        for status in statuses:
            if _in_use(status):
                self._held[status.user_id] = _Held()
        self._keeper = asyncio.create_task(self._keep(), name="leases")

    async def stop(self) -> None:
        """End. The leases stay this host's until they expire."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)

    async def take(self, user_id: str) -> None:
        """Take the lease of a home that is about to be opened, with two requests.

        A store that does not answer is no reason to keep anybody out: the home's own opening says
        whether it can do without, and the lease is taken later.

        Raises
        ------
        StorageError
            ``opened-elsewhere`` if another host has the home.
        """
        layout = HomeLayout(user_id)
        async with self._turns[user_id]:
            held = self._held.get(user_id) or _Held()
            held.opening = True
            try:
                held.number = held.number or await self._take(layout)
            except StorageError as error:
                if error.code is ErrorCode.OPENED_ELSEWHERE:
                    self._held.pop(user_id, None)
                    raise
            self._held[user_id] = held

    async def settle(self, user_id: str) -> None:
        """Take note that an opening or a closing is over: a home that is saved is given back."""
        if user_id in self._held:
            async with self._turns[user_id]:
                if (held := self._held.get(user_id)) is not None:
                    held.opening = False
                    await self._give_back_if_saved(user_id, held)

    async def _give_back_if_saved(self, user_id: str, held: _Held) -> None:
        status = self._known(user_id)
        if held.opening or (status is not None and _in_use(status)):
            return
        del self._held[user_id]
        if held.number is not None:
            try:
                await _in_time(self._objects.give_back(HomeLayout(user_id), held.number))
            except StorageError as error:
                _LOG.warning("the lease of %r is not given back, and expires: %s", user_id, error)

    async def _take(self, layout: HomeLayout) -> int:
        """Return the number of a lease of this host's."""
        leases = await _in_time(self._objects.of(layout))
        last = leases[-1] if leases else None
        if last is not None and last.holder == self._mark:
            await _in_time(self._objects.renew(layout, last.number))
            return last.number
        if last is not None and last.holder is not None and not await self._is_expired(last):
            raise _opened_elsewhere(layout)
        number = last.number + 1 if last else 1
        if not await _in_time(self._objects.take(layout, number)):
            raise _opened_elsewhere(layout)
        return number

    async def _is_expired(self, lease: Lease) -> bool:
        """Tell whether another host's lease is known to have ended."""
        try:
            now = await _in_time(self._objects.now())
        except StorageError:
            return False
        return now - lease.renewed > timedelta(seconds=self._expires)

    async def _keep(self) -> None:
        while True:
            await asyncio.gather(*(self._look_after(user_id) for user_id in list(self._held)))
            await asyncio.sleep(self._expires / _RENEWALS)

    async def _look_after(self, user_id: str) -> None:
        async with self._slots, self._turns[user_id]:
            if (held := self._held.get(user_id)) is not None:
                await self._give_back_if_saved(user_id, held)
            if (held := self._held.get(user_id)) is not None:
                await self._take_or_renew(user_id, held)

    async def _take_or_renew(self, user_id: str, held: _Held) -> None:
        layout = HomeLayout(user_id)
        try:
            if held.number is None:
                held.number = await self._take(layout)
            else:
                await self._renew(layout, held.number)
        except StorageError as error:
            if error.code is not ErrorCode.OPENED_ELSEWHERE:
                # The store does not answer, of which the probe tells the operator.
                _LOG.debug("the lease of %r is not renewed: %s", user_id, error)
                return
            # Said once; the home goes on here without a lease, and the next opening is refused.
            self._held.pop(user_id, None)
            _LOG.error(
                "the home of %r is open on another host, too: no version is lost",
                user_id,
            )

    async def _renew(self, layout: HomeLayout, number: int) -> None:
        """Renew a lease that still counts, and forget what came before it."""
        leases = await self._objects.of(layout)
        if leases and leases[-1].number > number:
            raise _opened_elsewhere(layout)
        await self._objects.renew(layout, number)
        # The one before stays: somebody who read it a moment ago must not be able to make it anew.
        for lease in leases:
            if lease.number < number - 1:
                await self._objects.forget(layout, lease.number)


async def _in_time[T](question: Awaitable[T]) -> T:
    """Wait for the store, but not for long."""
    async with in_time(_LIMIT):
        return await question


def _in_use(status: HomeStatus) -> bool:
    return status.open or status.state != "saved"


def _opened_elsewhere(layout: HomeLayout) -> StorageError:
    text = f"the home of {layout.user_id!r} is open on another host, or not saved there yet"
    return StorageError(ErrorCode.OPENED_ELSEWHERE, text)


def host_name(data: Path) -> str:
    """Return the name of this host, kept in `data` and made at the first start."""
    file = data / "host-name"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        put_whole(file, secrets.token_hex(16).encode(), 0o644)
    return file.read_text().strip()
