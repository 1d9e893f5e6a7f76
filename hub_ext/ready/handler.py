"""``GET /hub/ready``."""

# JupyterHub's handlers have no types.
# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False

from functools import partial
from typing import Any, Final

from jupyterhub.handlers import BaseHandler

from hub_ext.ready.readiness import Readiness
from hub_ext.servers.connections import shared_engine, shared_storage

#: Of tornado's settings; one of a hub.
_KEPT: Final = "eduhub_readiness"


class ReadyHandler(BaseHandler):
    """Says whether people can log in and start servers: 200 if so, 503 if not.

    Notes
    -----
    For whoever watches, without a login: so it names the parts and says nothing of them. JupyterHub's
    ``/hub/health`` says that the hub's loop runs, and remains what decides about its restart: a hub is
    not the better for one when a database is down.
    """

    async def prepare(self) -> None:
        """Take whoever asks for nobody, without a question to the hub's database."""
        self._jupyterhub_user = None

    async def get(self) -> None:
        """Answer with ``{"ready": …, "parts": {…}}``."""
        parts = await _readiness(self).parts()
        ready = all(state == "ok" for state in parts.values())
        self.set_status(200 if ready else 503)
        self.set_header("Cache-Control", "no-store")
        self.finish({"ready": ready, "parts": dict(parts)})

    head = get


def _readiness(handler: Any) -> Readiness:
    kept = handler.settings.get(_KEPT)
    if kept is None:
        kept = handler.settings[_KEPT] = _of_hub(handler)
    found: Readiness = kept
    return found


def _of_hub(handler: Any) -> Readiness:
    """Return the four parts without which nobody works."""
    authenticator, storage = handler.authenticator, shared_storage(handler.authenticator.settings)
    return Readiness(
        {
            # Nobody's row: what is asked is whether it can be read.
            "database": partial(authenticator.directory.find_row, 0),
            "storage": storage.health,
            "engine": shared_engine().answers,
            "proxy": partial(_ask_proxy, handler.app),
        },
        handler.log,
    )


async def _ask_proxy(app: Any) -> None:
    """Raise an error if the proxy does not answer, or does not lead here."""
    if app.hub.routespec not in await app.proxy.get_all_routes():
        raise LookupError("it has no route to the hub")
