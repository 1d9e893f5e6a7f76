"""Refuses what there is no room for: a server extension of every user's container.

When the storage agent says that a quota is used up, JupyterLab's uploads and saves of anything but a
notebook are answered with 507 and a sentence that names the largest files. Where nobody knows how
full it is, nothing is refused.

It runs as the owner, inside their container: it guards nothing. What programs write is held back
by the agent.
"""

import os
from pathlib import Path
from typing import Any, Final

from jupyter_server.serverapp import ServerApp
from tornado.web import HTTPError

from .refusal import refusal
from .state import fullness

#: What the agent writes and the server can only read.
STATE: Final = Path("/srv/home-state/state.json")
_NO_ROOM: Final = 507


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Return what jupyter_server asks a package for: where the function below is."""
    return [{"module": "eduhub_quota"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """Begin to look at what is saved. jupyter_server calls this after it has made its application."""
    language = os.environ.get("EDUHUB_LANGUAGE", "")

    def refuse_without_room(model: dict[str, Any], path: str, **_: object) -> None:
        if model.get("type") != "file" or path.endswith(".ipynb"):
            return
        full = fullness(STATE)
        if full is not None:
            raise HTTPError(_NO_ROOM, refusal(full, path, language))

    server.contents_manager.register_pre_save_hook(refuse_without_room)  # type: ignore[no-untyped-call]
