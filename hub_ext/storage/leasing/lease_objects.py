"""Leases as objects of the bucket.

::

    jupyterhub-leases/homes/{userID}/000000000007   the name of the host that has the home; empty
                                                    once it is given back
    jupyterhub-leases/clocks/{host}                 written to learn what time it is for the store

The highest number counts. Whoever takes a home makes the next number, which the store grants to
one only (``If-None-Match: *``), so a lease changes hands without a moment in which it has two. A
list says everything about it: the name is told by its MD5, and the store's own time by which a
lease expires is there, too.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub_ext.storage.errors import StorageError
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.new_only import NEW_ONLY, is_taken
from hub_ext.storage.process import REMOTE
from hub_ext.storage.rclone import Rclone

_TOP = "jupyterhub-leases"
#: Without a request after each upload that asks for what was uploaded. A remote of its own: its
#: options and the store's times in lists must not reach syncs.
_REMOTE = f"{REMOTE},description=leases,no_head=true"
_TIMES_OF_THE_STORE = {"UseServerModTime": True}
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Lease:
    """One number of one home.

    Attributes
    ----------
    number
        The higher one counts.
    holder
        Who has it, as `mark` writes it; None if it was given back.
    renewed
        When it was written, by the store's clock.
    """

    number: int
    holder: str | None
    renewed: datetime


def mark(host: str) -> str:
    """Return how a lease in a list names a host."""
    return hashlib.md5(host.encode(), usedforsecurity=False).hexdigest()


class LeaseObjects:
    """The requests about leases; each method is one. All raise `StorageError`.

    Parameters
    ----------
    rclone
        Already started when anything is asked.
    bucket
        Its name.
    host
        The name of this host.
    """

    def __init__(self, rclone: Rclone, bucket: str, host: str) -> None:
        self._rclone = rclone
        self._top = f"{_REMOTE}:{bucket}/{_TOP}"
        self.host = host

    async def of(self, layout: HomeLayout) -> Sequence[Lease]:
        """Return the leases of a home; the one that counts comes last."""
        return await self._list(self._home(layout))

    async def take(self, layout: HomeLayout, number: int) -> bool:
        """Make a lease of this host's; tell whether no other host was faster."""
        try:
            await self._write(self._home(layout), number, self.host, **NEW_ONLY)
        except StorageError as error:
            if is_taken(error):
                return False
            raise
        return True

    async def renew(self, layout: HomeLayout, number: int) -> None:
        """Write a lease of this host's again."""
        await self._write(self._home(layout), number, self.host)

    async def give_back(self, layout: HomeLayout, number: int) -> None:
        """Leave the home to whoever wants it."""
        await self._write(self._home(layout), number, "")

    async def forget(self, layout: HomeLayout, number: int) -> None:
        """Delete a lease that a later one replaced."""
        await self._rclone.call(
            "operations/deletefile", fs=self._home(layout), remote=_name(number)
        )

    async def now(self) -> datetime:
        """Return the time of the store's clock; two requests."""
        clocks = f"{self._top}/clocks/{self.host}/"
        await self._write(clocks, 0, self.host)
        return (await self._list(clocks))[-1].renewed

    def _home(self, layout: HomeLayout) -> str:
        return f"{self._top}/homes/{layout.user_id}/"

    async def _write(self, folder: str, number: int, text: str, **config: object) -> None:
        await self._rclone.upload(
            folder, _name(number), text.encode(), {**_TIMES_OF_THE_STORE, **config}
        )

    async def _list(self, folder: str) -> Sequence[Lease]:
        options = {"filesOnly": True, "noMimeType": True, "showHash": True, "hashTypes": ["md5"]}
        answer = await self._rclone.call(
            "operations/list", fs=folder, remote="", opt=options, _config=_TIMES_OF_THE_STORE
        )
        found = [
            Lease(
                int(entry["Name"]),
                entry["Hashes"]["md5"] if entry["Size"] else None,
                datetime.fromisoformat(entry["ModTime"]),
            )
            for entry in answer["list"]
            if entry["Name"].isdecimal()
        ]
        return sorted(found, key=lambda lease: lease.number)


def _name(number: int) -> str:
    return f"{number:0{_DIGITS}d}"
