"""``GET {base_url}eduhub/home-state``: how the person's files stand."""

import json
from pathlib import Path

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado.web import authenticated

from .state import read_state


class HomeStateHandler(APIHandler):
    """Answers a page that asks every few seconds with what the agent wrote, and a ``language``."""

    auth_resource = "contents"
    # A page that is merely open asks too: that is no use of the server, which ends when idle.
    _track_activity = False

    def initialize(self, file: Path, language: str) -> None:
        """Take what the extension knows; tornado calls this for each request."""
        self._file = file
        self._language = language

    @authenticated
    @authorized
    def get(self) -> None:
        """Answer; the file is small and on this host."""
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps({**read_state(self._file), "language": self._language}))

    def _log(self) -> None:
        # Twelve lines a minute that say nothing would push everything else out of the log.
        if self.get_status() != 200:
            super()._log()
