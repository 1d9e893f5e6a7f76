"""``GET {base_url}eduhub/visitors``: who else is here, for the owner; whose this is, for others."""

import json

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado.web import authenticated

from .visits import Visits


class VisitorsHandler(APIHandler):
    """Answers a page that asks every few seconds.

    The answer is ``{"owner": NAME, "viewer": "owner" or "visitor", "language": "ko", "en" or "",
    "visitors": [{"name": …, "display_name": …}]}``. Only the owner is told of visitors.
    """

    auth_resource = "visitors"
    # A page that is merely open asks too: that is no use of the server, which ends when idle.
    _track_activity = False

    def initialize(self, visits: Visits, owner: str, language: str) -> None:
        """Take what the extension knows; tornado calls this for each request."""
        self._visits = visits
        self._owner = owner
        self._language = language

    @authenticated
    @authorized
    def get(self) -> None:
        """Answer; JupyterHub's own rules have refused everybody who may not open this server."""
        is_owner = self.current_user.username == self._owner
        present = self._visits.present() if is_owner else []
        self.set_header("Cache-Control", "no-store")
        self.finish(
            json.dumps(
                {
                    "owner": self._owner,
                    "viewer": "owner" if is_owner else "visitor",
                    "language": self._language,
                    "visitors": [
                        {"name": each.name, "display_name": each.display_name} for each in present
                    ],
                }
            )
        )

    def _log(self) -> None:
        # Twelve lines a minute that say nothing would push everything else out of the log.
        if self.get_status() != 200:
            super()._log()
