"""Ending a server: stop it, save its files, remove its container, in this order."""

from logging import Logger
from typing import Final

from hub_ext.servers.engine import Engine, EngineError
from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode, StorageError

NOT_STOPPED: Final = "not-stopped"
NOT_YET_SAVED: Final = "not-yet-saved"
NO_ROOM: Final = "no-room"
_NAME_LENGTH: Final = 64


async def end_server(
    engine: Engine,
    storage: StorageClient | None,
    log: Logger,
    *,
    user_id: str,
    container_id: str,
    place: str = "",
    grace_seconds: int,
) -> str:
    """End one server. Harmless to repeat, and for a container that is gone.

    Parameters
    ----------
    storage
        None for a home that goes with its container.
    container_id
        ``""`` if there is no container, but perhaps an open home.
    place
        At which it waited before it had a person: `hardening.PLACE_LABEL`; ``""`` for one that was
        made for its person.
    grace_seconds
        Between SIGTERM and SIGKILL.

    Returns
    -------
    str
        The notice that its owner must read, a key of `hub_ext.servers.messages.NOTICES`; ``""``
        if everything is stopped and saved.

    Notes
    -----
    Nothing is raised: JupyterHub forgets the server whatever happens here, so what could not be
    done is logged, told, and left to `hub_ext.servers.orphans`.
    """
    who = user_id[:_NAME_LENGTH]
    if container_id and not await _stop(engine, log, who, container_id, grace_seconds):
        # It may still be writing: the agent goes on following its files.
        return NOT_STOPPED
    notice = "" if storage is None else await _close(storage, log, user_id)
    if container_id and await _remove(engine, log, who, container_id) and place and storage:
        await _remove_place(storage, log, place)
    return notice


async def _stop(engine: Engine, log: Logger, who: str, container_id: str, grace: int) -> bool:
    try:
        await engine.stop(container_id, grace)
    except EngineError as error:
        log.error(
            "Server of %r still runs: container %.12s could not be stopped (%s); "
            "it is removed at a later start, or now with docker rm -f",
            who,
            container_id,
            error,
        )
        return False
    return True


async def _close(storage: StorageClient, log: Logger, user_id: str) -> str:
    try:
        closed = await storage.close(user_id)
    except StorageError as error:
        reason: object = error
    else:
        if closed.state == "saved":
            return ""
        reason = closed.reason
    log.warning(
        "Files of %r are on this host only (%s); the storage agent saves them when it can",
        user_id[:_NAME_LENGTH],
        reason,
    )
    return NO_ROOM if reason is ErrorCode.NO_ROOM else NOT_YET_SAVED


async def _remove(engine: Engine, log: Logger, who: str, container_id: str) -> bool:
    try:
        await engine.remove(container_id)
    except EngineError as error:
        log.warning(
            "Stopped container %.12s of %r could not be removed (%s); a later start removes it",
            container_id,
            who,
            error,
        )
        return False
    return True


async def _remove_place(storage: StorageClient, log: Logger, place: str) -> None:
    try:
        await storage.remove_place(place)
    except StorageError as error:
        log.warning("Place %s is taken away when the agent answers: %s", place, error)
