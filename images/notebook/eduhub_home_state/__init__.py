"""Tells this server's pages how its person's files stand: a server extension of every container.

The storage agent writes that into a folder which the container sees and cannot change. This
extension answers with it at ``{base_url}eduhub/home-state``; the labextension ``eduhub-home-state``
shows it. It needs no way to the agent, and knows no secret.
"""

import os
from pathlib import Path
from typing import Final

from jupyter_server.serverapp import ServerApp

from .handler import HomeStateHandler

#: Below the server's base URL.
PATH: Final = "eduhub/home-state"
#: Where the hub binds the folder; a guest, whose files nobody keeps, has none.
FOLDER: Final = Path("/srv/home-state")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Return what jupyter_server asks a package for: where the function below is."""
    return [{"module": "eduhub_home_state"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """Begin to answer. jupyter_server calls this after it has made its application."""
    known = {"folder": FOLDER, "language": os.environ.get("EDUHUB_LANGUAGE", "")}
    handlers = [(f"{server.base_url}{PATH}", HomeStateHandler, known)]
    server.web_app.add_handlers(".*$", handlers)  # type: ignore[no-untyped-call]
