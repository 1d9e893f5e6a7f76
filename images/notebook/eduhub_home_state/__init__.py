"""Tells this server's pages how its person's files stand: a server extension of every container.

The storage agent writes that into a folder which the container sees and cannot change. This
extension answers with it at ``{base_url}eduhub/home-state``; the labextension ``eduhub-home-state``
shows it. It needs no way to the agent, and knows no secret.

When the agent says that a quota is used up, JupyterLab's uploads and saves of anything but a notebook
are answered with 507 and a sentence that names the largest files. Where nobody knows how full it is,
nothing is refused. That guards nothing, for it runs as the owner: what programs write is held back
by the agent.
"""

import os
from pathlib import Path
from typing import Any, Final

from jupyter_server.serverapp import ServerApp
from tornado.web import HTTPError

from .fullness import fullness
from .handler import HomeStateHandler
from .refusal import refusal

#: Below the server's base URL.
PATH: Final = "eduhub/home-state"
#: Where the hub binds the folder; a guest, whose files nobody keeps, has none.
FOLDER: Final = Path("/srv/home-state")
_NO_ROOM: Final = 507


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Return what jupyter_server asks a package for: where the function below is."""
    return [{"module": "eduhub_home_state"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """Begin to answer. jupyter_server calls this after it has made its application."""
    language = os.environ.get("EDUHUB_LANGUAGE", "")
    known = {"folder": FOLDER, "language": language}
    handlers = [(f"{server.base_url}{PATH}", HomeStateHandler, known)]
    server.web_app.add_handlers(".*$", handlers)  # type: ignore[no-untyped-call]

    def refuse_without_room(model: dict[str, Any], path: str, **_: object) -> None:
        if model.get("type") != "file" or path.endswith(".ipynb"):
            return
        full = fullness(FOLDER)
        if full is not None:
            raise HTTPError(_NO_ROOM, refusal(full, path, language))

    server.contents_manager.register_pre_save_hook(refuse_without_room)  # type: ignore[no-untyped-call]
