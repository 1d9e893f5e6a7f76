"""The end of servers whose owners lost something, and of people who have no row any more."""

# JupyterHub's handlers have no types.
# mypy: disallow-untyped-calls=False

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from hub_ext.users.refusals import who

#: Servers that stop at once; each writes its files to the object store.
_AT_ONCE: Final = 4


async def end_servers(handler: Any, names: Iterable[str]) -> tuple[int, list[str]]:
    """Stop the servers of people, after their files are saved.

    Parameters
    ----------
    handler
        The request's handler.
    names
        People of the hub; most have no server.

    Returns
    -------
    tuple of int and list of str
        How many were stopped, and whose is still starting or stopping.
    """
    places = asyncio.Semaphore(_AT_ONCE)

    async def end(name: str) -> bool | None:
        async with places:
            return await _end_server(handler, name)

    names = list(names)
    ended = await asyncio.gather(*map(end, names))
    unfinished = [name for name, done in zip(names, ended, strict=True) if done is None]
    return sum(done is True for done in ended), unfinished


async def _end_server(handler: Any, name: str) -> bool | None:
    """Return True if it was stopped, False if there is none, None if that takes longer."""
    user = handler.find_user(name)
    if user is None or not user.spawners:
        return False
    spawner = user.spawner
    if spawner.pending:
        return None
    if not spawner.active:
        return False
    handler.log.warning(
        "Server of %s is stopped: they moved, or may not use notebooks any more", who(name)
    )
    await handler.stop_single_user(user)
    return None if spawner.pending or spawner.active else True


async def remove_people(handler: Any, names: Iterable[str]) -> tuple[int, list[str]]:
    """Remove people from the hub, after their servers have stopped; their files stay.

    Returns
    -------
    tuple of int and list of str
        How many were removed, and who is not yet.
    """
    removed = 0
    names = [name for name in names if handler.find_user(name) is not None]
    _, unfinished = await end_servers(handler, names)
    for name in names:
        user = handler.find_user(name)
        if user is None or name in unfinished:
            continue
        handler.log.warning("%s is removed: their row is gone from table Users", who(name))
        await user.delete_spawners()
        handler.users.delete(user)
        removed += 1
        await asyncio.sleep(0)
    return removed, unfinished
