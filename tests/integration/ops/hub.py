"""A real hub with the project's logins and its audit log, whose servers are only pretended."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from jupyterhub.handlers import BaseHandler
from tornado.web import HTTPError
from traitlets.config import Config

import hub_ext.ops
from hub_ext.ops.audit import keep_audit_in, shared_audit
from hub_ext.settings import HubSettings
from tests.integration.pretended import PretendedSpawner, pretended_servers
from tests.integration.users.hub import hub_config, running_hub
from tests.unit.ops.events import lines
from tests.waiting import eventually

SERVICE_TOKEN = "token-of-the-service"


class Door(BaseHandler):
    """``/hub/sso/...``: another way to log in, which lets in whoever says so."""

    async def get(self, place: str) -> None:
        if place == "away":
            self.redirect("https://platform.example.invalid/")
            return
        if place == "told":
            self.audit_way, self.audit_actor = "platform", "its-own-word"
        if place == "broken":
            setattr(self, "audit_actor", 5)  # noqa: B010 - no name, as a fault would have it
        if self.get_argument("refuse", ""):
            raise HTTPError(403)
        user = await self.auth_to_user({"name": "student1", "groups": []})
        self.set_login_cookie(user)
        self._jupyterhub_user = user
        self.redirect(self.hub.base_url)


def audited_config(settings: HubSettings) -> Config:
    c = hub_config(settings)
    # As production has it.
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}
    hub_ext.ops.configure(c, settings)
    c.JupyterHub.spawner_class = PretendedSpawner
    c.JupyterHub.extra_handlers = [(r"/sso/(.*)", Door)]
    c.Spawner.consecutive_failure_limit = 0
    c.JupyterHub.services = [{"name": "culler", "api_token": SERVICE_TOKEN}]
    c.JupyterHub.load_roles = [
        {"name": "culler", "scopes": ["servers", "list:users"], "services": ["culler"]}
    ]
    return c


@asynccontextmanager
async def audited_hub(
    settings: HubSettings, folder: Path, config: Config | None = None
) -> AsyncIterator[Any]:
    """Run a hub in this process, with its audit log in `folder`; `config` instead of `audited_config`."""
    keep_audit_in(folder)
    try:
        with pretended_servers():
            async with running_hub(settings, config or audited_config(settings)) as app:
                yield app
    finally:
        shared_audit().close()


async def audit_written() -> None:
    """Wait until nothing waits for the disk any more."""

    async def written() -> bool:
        return not shared_audit()._queue.unfinished_tasks

    await eventually(written, 5, "all events are written or lost")


class Record:
    """The audit log as a test reads it, from where it read last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read = 0

    async def new(self) -> list[dict[str, Any]]:
        """The events since the last call, without their times."""

        await audit_written()
        found = lines(self.folder)[self._read :]
        self._read += len(found)
        return [{key: value for key, value in line.items() if key != "time"} for line in found]

    async def text(self) -> str:
        await self.new()
        return "".join(file.read_text() for file in self.folder.iterdir())
