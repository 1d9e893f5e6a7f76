"""A real hub with the project's logins and its audit log, whose servers are only pretended."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar

from jupyterhub.handlers import BaseHandler
from jupyterhub.spawner import Spawner
from jupyterhub.tests.mocking import MockHub
from tornado.web import HTTPError
from traitlets import Instance
from traitlets.config import Config

import hub_ext.ops
from hub_ext.language import LanguageSetting
from hub_ext.ops.audit import keep_audit_in, shared_audit
from hub_ext.servers.refusals import RefusedError, refusal
from hub_ext.settings import HubSettings
from tests.integration.users.hub import hub_config
from tests.unit.ops.events import lines
from tests.waiting import eventually

SERVICE_TOKEN = "token-of-the-service"
#: Nobody can start this person's server.
BROKEN = "student3"


class PretendedSpawner(Spawner):
    """The hub itself stands in for every server: it answers, and that is all the hub asks."""

    #: Whether starts go on; cleared by tests that look at one under way.
    gate: ClassVar[asyncio.Event]
    running = False
    language = Instance(LanguageSetting, args=("ko",)).tag(config=True)

    async def start(self) -> tuple[str, int]:
        await self.gate.wait()
        if self.user.name == BROKEN:
            raise refusal(RefusedError("internal", "it is broken"), self.language, "none")
        self.running = True
        return "127.0.0.1", self.hub.port

    async def stop(self, now: bool = False) -> None:  # noqa: ARG002
        self.running = False

    async def poll(self) -> int | None:
        return None if self.running else 0


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
async def audited_hub(settings: HubSettings, folder: Path) -> AsyncIterator[Any]:
    """Run a hub in this process, with its audit log in `folder`."""
    PretendedSpawner.gate = asyncio.Event()
    PretendedSpawner.gate.set()
    keep_audit_in(folder)
    MockHub.clear_instance()
    app: Any = MockHub.instance(config=audited_config(settings))
    await app.initialize()
    await app.start()
    try:
        yield app
    finally:
        PretendedSpawner.gate.set()
        app.log.handlers = []
        app.http_server.stop()
        await app.shutdown_cancel_tasks()
        MockHub.clear_instance()
        shared_audit().close()
        # What would otherwise be found open at the end of all tests.
        app.authenticator.directory.close()
        app.db.close()
        app.db.get_bind().dispose()
        app.db_file.close()


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
