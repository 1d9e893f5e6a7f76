"""Keys of homes that are open, and what is being done with them at this moment."""

import asyncio
import contextlib
import secrets
from collections.abc import Iterator
from typing import Final

from hub_ext.storage.errors import ErrorCode
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import Gateway

#: More than a browser and a file system library ask for at once.
MOST_REQUESTS: Final = 32


class Pass:
    """What opens one person's files from their opening to their closing.

    Parameters
    ----------
    layout
        Where the files are.
    gateway
        The two keys.
    """

    def __init__(self, layout: HomeLayout, gateway: Gateway) -> None:
        self.layout = layout
        self.gateway = gateway
        #: Why the last write failed; None if it did not.
        self.failure: ErrorCode | None = None
        self._reads: set[asyncio.Task[object]] = set()
        self._writes: set[asyncio.Task[object]] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._free = asyncio.Event()
        self._free.set()

    @property
    def secret_key(self) -> str:
        """What its owner signs requests with."""
        return self.gateway.secret_key

    @property
    def writing(self) -> bool:
        """Whether anything is on its way to the object store."""
        return bool(self._writes)

    @property
    def is_full(self) -> bool:
        """Whether no further request may begin now."""
        return len(self._reads) + len(self._writes) >= MOST_REQUESTS

    @contextlib.contextmanager
    def during(self, *, write: bool) -> Iterator[None]:
        """Return a context in which the current task is known to read or to write."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a request has one
        tasks = self._writes if write else self._reads
        tasks.add(task)
        self._note()
        try:
            yield
        finally:
            tasks.discard(task)
            self._note()

    async def may_write(self) -> None:
        """Wait until nobody holds the files."""
        await self._free.wait()

    def hold(self, *, held: bool) -> None:
        """Keep writes that have not begun waiting, or let them begin."""
        if held:
            self._free.clear()
        else:
            self._free.set()

    async def quiet(self) -> None:
        """Wait until nothing is on its way to the object store."""
        await self._quiet.wait()

    def end_reads(self) -> None:
        """Break off what is being read."""
        for task in self._reads:
            task.cancel()

    def _note(self) -> None:
        if self._writes:
            self._quiet.clear()
        else:
            self._quiet.set()


class Passes:
    """The keys that open anything at all, by access key."""

    def __init__(self) -> None:
        self._passes: dict[str, Pass] = {}
        self._ending: dict[str, Pass] = {}

    def issue(self, layout: HomeLayout, gateway: Gateway | None = None) -> Pass:
        """Let in whoever has these keys, or new ones."""
        made = Pass(layout, gateway or new_keys())
        self._passes[made.gateway.access_key] = made
        return made

    def find(self, access_key: str) -> Pass | None:
        """Return what a key opens; None if nothing, or nothing any more."""
        return self._passes.get(access_key)

    def find_inside(self, access_key: str) -> Pass | None:
        """Return what a key opens of requests that were let in, before it was revoked or not."""
        return self._passes.get(access_key) or self._ending.get(access_key)

    def revoke(self, revoked: Pass) -> None:
        """Let nobody in with these keys from now on; what is being written is written to its end."""
        key = revoked.gateway.access_key
        self._passes.pop(key, None)
        self._ending[key] = revoked
        revoked.hold(held=False)
        revoked.end_reads()

    def forget(self, ended: Pass) -> None:
        """Forget keys that were revoked and that nothing is written with any more."""
        self._ending.pop(ended.gateway.access_key, None)


def new_keys() -> Gateway:
    """Return keys that nobody can guess."""
    return Gateway(
        access_key=f"HOME{secrets.token_hex(12).upper()}", secret_key=secrets.token_urlsafe(32)
    )
