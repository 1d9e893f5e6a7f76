"""Looking at containers: is it there, is it ours, why did it end."""

import asyncio
import time
from logging import Logger
from typing import Final

from hub_ext.servers import hardening
from hub_ext.servers.container import Container
from hub_ext.servers.engine import UNKNOWN, Engine, EngineError
from hub_ext.servers.refusals import RefusedError

#: Seconds between two tries at first, and later the share of what was waited for by then: of thirty
#: servers that come up together each is asked a few times, and not fifty times a second.
_CONNECT_INTERVAL: Final = 0.02
_CONNECT_SHARE: Final = 0.1
#: Seconds.
_CONNECT_SECONDS: Final = 1
_LOOK_INTERVAL: Final = 1.0


async def look(engine: Engine, name: str) -> Container | None:
    """Return a container by name or id; None if the engine says that there is none."""
    inspected = await engine.inspect(name)
    return None if inspected is None else Container.read(inspected)


async def clear_name(engine: Engine, log: Logger, name: str, instance: str, user_id: str) -> None:
    """Remove what an earlier server of the same person left behind under `name`.

    Raises
    ------
    RefusedError
        If a container that is not this hub's for this person has the name. It is not touched.
    """
    left_over = await look(engine, name)
    if left_over is None:
        return
    if not left_over.belongs_to(instance, user_id, name):
        raise RefusedError("name-taken", f"container {left_over.id[:12]} has this name")
    log.warning("Removing container %s, which an earlier server left behind", name)
    await engine.stop(left_over.id, hardening.STOP_SECONDS)
    await engine.remove(left_over.id)


async def address_when_ready(
    engine: Engine,
    container_id: str,
    name: str,
    network: str,
) -> tuple[str, int]:
    """Wait until the server's port is open and return its address.

    Parameters
    ----------
    engine, container_id, name, network
        Which container is meant, and in which network it is reached.

    Raises
    ------
    RefusedError
        If the container ends before. Waiting itself has no end: the caller limits it.
    """
    address = ""
    began = next_look = time.monotonic()
    while True:
        if time.monotonic() >= next_look:
            next_look = time.monotonic() + _LOOK_INTERVAL
            container = await look(engine, container_id)
            if container is None or not container.running:
                raise RefusedError("server-ended", await epitaph(engine, name, container))
            address = container.addresses.get(network, "")
        if address and await port_is_open(address):
            return address, hardening.PORT
        waited = time.monotonic() - began
        await asyncio.sleep(max(_CONNECT_INTERVAL, waited * _CONNECT_SHARE))


async def port_is_open(address: str) -> bool:
    """Try one connection. JupyterHub has a function for this, and it blocks the loop."""
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(address, hardening.PORT)
    except OSError:
        return False
    writer.close()
    return True


async def epitaph(engine: Engine, name: str, container: Container | None) -> str:
    """Say in one line how a container ended."""
    if container is None:
        return f"container {name} was removed by somebody else"
    try:
        last_line = await engine.last_line(container.id)
    except EngineError:
        last_line = ""
    memory = ", out of memory (메모리 부족)" if container.out_of_memory else ""
    return f"container {name} exit code {container.exit_code}{memory}, last line {last_line!r}"


def note_outage(engine: Engine, log: Logger, error: EngineError) -> None:
    """Log that the engine cannot say how a server is, once for all servers and polls."""
    if error.code in UNKNOWN and not engine.is_out:
        engine.is_out = True
        log.error("Docker engine does not answer (%s); every server counts as before", error)


def note_answer(engine: Engine, log: Logger) -> None:
    """Log that an outage is over, once."""
    if engine.is_out:
        engine.is_out = False
        log.warning("Docker engine answers again")
