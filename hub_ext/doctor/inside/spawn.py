"""A server for a try: made, started, asked and removed as people's are, with nobody's files.

It is a guest's, whose home is in memory and of whom the storage agent never hears. It goes the hub's
own way: through the hub's engine or the broker before it, and past the packet filter.
"""

import asyncio
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import httpx

from hub_ext.doctor.findings import Finding
from hub_ext.doctor.inside.answer import Answer
from hub_ext.environment import read
from hub_ext.servers import guest_home, hardening, watching
from hub_ext.servers.engine import Engine, EngineCode, EngineError
from hub_ext.servers.firewall.rules import HUB_PORT, Addresses
from hub_ext.servers.refusals import RefusedError
from hub_ext.settings import HubSettings

SECONDS: Final = 60.0
_STEP: Final = 0.1
#: The hub may take it away as a container that nobody owns, when somebody else starts a server.
_TRIES: Final = 3


def answer(_arguments: Sequence[str]) -> Answer:
    """Try with the settings and the engine of the hub that runs here."""
    return Answer([asyncio.run(_look(read(HubSettings)))])


async def _look(settings: HubSettings) -> Finding:
    engine = Engine()
    try:
        return await look(settings, engine)
    finally:
        engine.close()


async def look(settings: HubSettings, engine: Engine, seconds: float = SECONDS) -> Finding:
    """Make a server, wait until it answers, and remove it whatever happens.

    Parameters
    ----------
    settings
        The hub's.
    engine
        Where servers are made.
    seconds
        How long a start may take.
    """
    for _ in range(_TRIES):
        found = await _try(settings, engine, seconds)
        if found is not None:
            return found
    return Finding("spawn", "look-failed", {"error": "removed by somebody else"})


async def _try(settings: HubSettings, engine: Engine, seconds: float) -> Finding | None:
    """Try once; None if somebody took the container away meanwhile."""
    name = f"eduhub-doctor-{secrets.token_hex(4)}"
    container = hardening.container_name(settings, name)
    config = guest_home.container_config(
        settings, guest_home.identity(name), _environment(settings, name)
    )
    began = time.monotonic()
    try:
        container_id = await engine.create(container, config)
    except EngineError as error:
        return Finding("spawn", "spawn-refused", {"code": error.code.value})
    try:
        await engine.start(container_id)
        async with asyncio.timeout(seconds):
            await _until_it_answers(engine, container_id, container, settings, name)
    except EngineError as error:
        gone = error.code is EngineCode.NOT_FOUND
        return None if gone else Finding("spawn", "spawn-refused", {"code": error.code.value})
    except RefusedError:
        ended = await watching.look(engine, container_id)
        return None if ended is None else _ended(ended.exit_code)
    except TimeoutError:
        return Finding("spawn", "spawn-silent", {"seconds": round(seconds)})
    finally:
        # An engine that cannot is told of elsewhere, and the hub removes what nobody owns.
        with suppress(EngineError):
            await engine.remove(container_id)
    return Finding("spawn", "spawn-ok", {"seconds": max(1, round(time.monotonic() - began))})


async def _until_it_answers(
    engine: Engine, container_id: str, container: str, settings: HubSettings, name: str
) -> None:
    network = hardening.network_name(settings)
    host, port = await watching.address_when_ready(engine, container_id, container, network)
    async with httpx.AsyncClient(base_url=f"http://{host}:{port}", trust_env=False) as http:
        while True:
            if await _answers(http, f"/user/{name}/api"):
                return
            await asyncio.sleep(_STEP)


async def _answers(http: httpx.AsyncClient, path: str) -> bool:
    try:
        return (await http.get(path, timeout=2)).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _ended(status: int) -> Finding:
    return Finding("spawn", "spawn-ended", {"status": status})


def _environment(settings: HubSettings, name: str) -> dict[str, str]:
    """Return what JupyterHub gives a server; the token is none that any hub knows."""
    hub = f"http://{Addresses.of(settings.hub_network).hub}:{HUB_PORT}/hub/api"
    return {
        "JUPYTERHUB_API_TOKEN": secrets.token_hex(16),
        "JUPYTERHUB_API_URL": hub,
        "JUPYTERHUB_ACTIVITY_URL": f"{hub}/users/{name}/activity",
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": f"jupyterhub-user-{name}",
        "JUPYTERHUB_HOST": settings.hub_subdomain_host,
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"/user/{name}/oauth_callback",
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": "[]",
        "JUPYTERHUB_OAUTH_SCOPES": "[]",
        "JUPYTERHUB_SERVER_NAME": "",
        "JUPYTERHUB_SERVICE_PREFIX": f"/user/{name}/",
        "JUPYTERHUB_SERVICE_URL": f"http://0.0.0.0:{hardening.PORT}/user/{name}/",
        "JUPYTERHUB_USER": name,
    }
