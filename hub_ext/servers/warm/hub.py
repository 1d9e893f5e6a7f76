"""The one pool of a hub, and its keeper, for as long as the hub runs."""

import asyncio
import logging

from hub_ext.servers import hardening
from hub_ext.servers.connections import shared_engine, shared_storage
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.servers.warm.claiming import Claims
from hub_ext.servers.warm.keeper import PoolKeeper
from hub_ext.servers.warm.pool import Pool
from hub_ext.servers.warm.start import WarmStart
from hub_ext.setting_types import HomeStorage
from hub_ext.settings import HubSettings

#: JupyterHub's own, so that its settings of the log hold.
_LOG = logging.getLogger("JupyterHub")
_tasks: set[asyncio.Task[None]] = set()


def _warm_start(settings: HubSettings) -> WarmStart:
    engine, storage, claims = shared_engine(), shared_storage(settings), Claims(settings)
    return WarmStart(
        settings=settings,
        engine=engine,
        storage=storage,
        claims=claims,
        pool=Pool(settings, engine, storage, claims, _LOG),
        network=hardening.network_name(settings),
        log=_LOG,
    )


def keep_warm_servers(settings: HubSettings) -> None:
    """Keep as many servers waiting as the settings say, from when the hub's loop gets to it.

    Without a loop, as when somebody only reads the configuration, nothing happens; nor where homes
    are no folders, which alone can be shown in a container that runs.
    """
    if settings.home_storage is not HomeStorage.WORKING_COPY:
        return
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    start = PlatformSpawner.warm = _warm_start(settings)
    keeper = PoolKeeper(
        start.pool,
        start.engine,
        settings.hub_notebook_image,
        lambda: settings.hub_warm_servers,
        _LOG,
    )
    _tasks.add(loop.create_task(keeper.run(), name="warm servers"))
