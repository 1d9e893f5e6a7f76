"""Gives a proxy that was started again its routes back, within seconds."""

import asyncio
from logging import Logger
from typing import Any, Final

from hub_ext.metrics.proxy import count_look

#: A proxy without routes answers everybody with an error page, in the middle of a lesson.
CHECK_SECONDS: Final = 5.0


async def watch_proxy(app: Any, log: Logger) -> None:
    """Look whether the proxy still has the hub's own route, and if not, give it all of them.

    JupyterHub looks for itself whenever it asks for everybody's last activity. That is a query of its
    database for each running server, all in one piece: 90 ms for sixty of them, too much to be done
    every few seconds.

    Parameters
    ----------
    app
        JupyterHub's application; what it has is looked at when it has started.
    log
        The operator's.
    """
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        # It begins to ask for activity when everything else has been started.
        if "last_activity" not in app._periodic_callbacks:
            continue
        try:
            routes = await app.proxy.get_all_routes()
            if app.hub.routespec not in routes:
                log.warning("The proxy knows nothing of the hub and gets its routes again")
                await app.proxy.check_routes(app.users, app._service_map, routes)
                count_look("restored")
            else:
                count_look("ok")
        except Exception as error:
            count_look("unknown")
            log.debug("The proxy's routes are not known: %s", error)
