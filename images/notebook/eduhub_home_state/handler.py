"""``GET {base_url}eduhub/home-state``: how the files of this server stand."""

import asyncio
import json
from pathlib import Path

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado.web import authenticated

from .state import read_state


class HomeStateHandler(APIHandler):
    """Answers a page that asks every few seconds.

    The answer is what `read_state` returns, and ``"language": "ko", "en" or ""``.
    """

    auth_resource = "home-state"
    # A page that is merely open asks too: that is no use of the server, which ends when idle.
    _track_activity = False

    def initialize(self, folder: Path, language: str) -> None:
        """Take what the extension knows; tornado calls this for each request."""
        self._folder = folder
        self._language = language

    @authenticated
    @authorized
    async def get(self) -> None:
        """Answer; JupyterHub's own rules have refused everybody who may not open this server."""
        state = await asyncio.to_thread(read_state, self._folder)
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(state | {"language": self._language}))

    def _log(self) -> None:
        # Twelve lines a minute that say nothing would push everything else out of the log.
        if self.get_status() != 200:
            super()._log()
