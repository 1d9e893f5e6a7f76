"""Tells the pages of this server how its person's files stand: a server extension.

The storage agent writes a file that this container sees and cannot change. This extension answers
with it at ``{base_url}eduhub/home-state``, and the labextension ``eduhub-home-state`` shows it.

It runs as the owner, inside their container: it guards nothing and knows no secret.
"""

import os
from pathlib import Path
from typing import Final

from jupyter_server.serverapp import ServerApp

from .handler import HomeStateHandler

#: Below the server's base URL.
PATH: Final = "eduhub/home-state"
#: What the agent writes and the server can only read.
STATE: Final = Path("/srv/home-state/state.json")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Return what jupyter_server asks a package for: where the function below is."""
    return [{"module": "eduhub_home_state"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """Begin to answer. jupyter_server calls this after it has made its application.

    A guest has no files that are kept, and so no folder of the agent's: then nothing is shown.
    """
    if not STATE.parent.is_dir():
        return
    known = {"file": STATE, "language": os.environ.get("EDUHUB_LANGUAGE", "")}
    handlers = [(f"{server.base_url}{PATH}", HomeStateHandler, known)]
    server.web_app.add_handlers(".*$", handlers)  # type: ignore[no-untyped-call]
