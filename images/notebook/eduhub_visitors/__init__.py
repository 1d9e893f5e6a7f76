"""Tells the owner of this server who else is here: a server extension of every user's container.

With a subdomain for each person a teacher may open a student's running server, and an admin always
may. JupyterHub tells the server who each request is from; this extension remembers for a moment
whoever is not the owner, and answers at ``{base_url}eduhub/visitors``. The labextension
``eduhub-visitors`` shows it.

It runs as the owner, inside their container: it guards nothing and knows no secret.
"""

import os
from typing import Final

from jupyter_server.serverapp import ServerApp

from .handler import VisitorsHandler
from .visits import Visits
from .watch import watch

#: Below the server's base URL.
PATH: Final = "eduhub/visitors"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Return what jupyter_server asks a package for: where the function below is."""
    return [{"module": "eduhub_visitors"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """Begin to watch. jupyter_server calls this after it has made its application.

    Without a hub there is no owner, and so nobody who visits.
    """
    owner = os.environ.get("JUPYTERHUB_USER", "")
    if not owner:
        return
    visits = Visits()
    watch(server.identity_provider, visits, owner)
    language = os.environ.get("EDUHUB_LANGUAGE", "")
    known = {"visits": visits, "owner": owner, "language": language}
    handlers = [(f"{server.base_url}{PATH}", VisitorsHandler, known)]
    server.web_app.add_handlers(".*$", handlers)  # type: ignore[no-untyped-call]
