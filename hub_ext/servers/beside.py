"""What runs beside the hub in its own loop: the keeper of its pool, an ear for the engine, an eye on proxy and files."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from jupyterhub.app import JupyterHub

from hub_ext.metrics.pool import LESSON
from hub_ext.proxy_watch import watch_proxy
from hub_ext.servers import hardening
from hub_ext.servers.connections import (
    shared_engine,
    shared_lab_files,
    shared_news,
    shared_storage,
)
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.servers.warm.claiming import Claims
from hub_ext.servers.warm.keeper import PoolKeeper
from hub_ext.servers.warm.pool import Pool
from hub_ext.servers.warm.start import WarmStart
from hub_ext.servers.warm.timetable import FILE, Timetable, is_lesson, now_in_seoul, wanted
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


def run_beside_the_hub(settings: HubSettings) -> None:
    """Listen to the engine, watch the proxy, and keep servers waiting, while the hub's loop runs.

    Parameters
    ----------
    settings
        The hub's.

    Notes
    -----
    Without a loop, as when somebody only reads the configuration, nothing happens. Nothing waits where
    homes are no folders, which alone can be shown in a container that runs.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    news = shared_news(settings.hub_instance)
    _tasks.add(loop.create_task(news.follow(_LOG), name="events of the engine"))
    _tasks.add(loop.create_task(watch_proxy(JupyterHub.instance(), _LOG), name="proxy's routes"))
    _tasks.add(loop.create_task(shared_lab_files().follow(_LOG), name="files of JupyterLab"))
    if settings.home_storage is HomeStorage.WORKING_COPY:
        _tasks.add(loop.create_task(_keeper(settings).run(), name="warm servers"))


def _keeper(settings: HubSettings) -> PoolKeeper:
    timetable = Timetable(FILE, _LOG)

    def servers_wanted(starts: Sequence[datetime]) -> int:
        lessons, now = timetable.lessons(), now_in_seoul()
        LESSON.set(is_lesson(lessons, now))
        return wanted(lessons, now, settings.hub_warm_servers, starts)

    start = PlatformSpawner.warm = _warm_start(settings)
    return PoolKeeper(
        start.pool,
        start.engine,
        settings.hub_notebook_image,
        servers_wanted,
        _LOG,
    )
