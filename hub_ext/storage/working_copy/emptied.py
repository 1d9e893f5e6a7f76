"""One side holds nothing any more: who deleted it?

bisync takes an empty side for a broken one and stops. A person who deletes their last file is no
fault, a lost bucket or prefix is one, and an empty list looks the same for both.

- *The folder is empty.* It carries the mark of the last sync, so it is the very folder that was
  synced, and its person emptied it.
- *The prefix is empty.* It is a deletion if three things hold: a second question gives the same
  answer; an object of ours outside the prefix is there, so the bucket is the one that we know; and
  there was one file only. Someone who deletes several things is seen to do so one after the other
  while the home is open; many at once are a prefix that somebody lost, and they are brought back.

What the other side changed meanwhile stays.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable

from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.store import ObjectStore
from hub_ext.storage.working_copy.copy import WorkingCopy
from hub_ext.storage.working_copy.listings import Version

_AT_ONCE = 16


async def carry_out_here(
    layout: HomeLayout, copy: WorkingCopy, store: ObjectStore, moment: str
) -> None:
    """The store's prefix is empty: take away its last file here, or know that it is to come back."""
    files = await asyncio.to_thread(copy.known.files)
    if (
        len(files) != 1
        or await store.holds_anything(layout.prefix)
        or await store.look(layout.witness) is None
    ):
        return
    for path, version in files.items():
        if await asyncio.to_thread(Version.of, copy.files / path) == version:
            await asyncio.to_thread(copy.put_away, path, moment)


async def carry_out_there(
    layout: HomeLayout,
    copy: WorkingCopy,
    store: ObjectStore,
    moment: str,
    besides: Collection[str],
) -> None:
    """The folder is empty: move to the history of the store what it held when both were equal.

    All but what is held back, which is in the folder.
    """

    async def move(path: str) -> None:
        key = f"{layout.prefix}{path}"
        if await in_store(store, key) == files[path]:
            await store.move(key, f"{layout.history_prefix(moment)}{path}")

    files = await asyncio.to_thread(copy.known.files)
    await for_each((path for path in files if path not in besides), move)


async def in_store(store: ObjectStore, key: str) -> Version | None:
    """Return what is under a key; None if there is nothing."""
    found = await store.look(key)
    return Version.told(*found) if found else None


async def for_each(paths: Iterable[str], do: Callable[[str], Awaitable[None]]) -> None:
    """Do something for each path, some at a time; the first failure ends it."""
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(path: str) -> None:
        async with slots:
            await do(path)

    tasks = [asyncio.ensure_future(one(path)) for path in paths]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
