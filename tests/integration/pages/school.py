"""Everything that a browser meets: the hub with its logins and pages, and the class page."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar, Final

from jupyterhub.spawner import Spawner
from playwright.async_api import Browser, BrowserContext, Page
from traitlets.config import Config

import hub_ext.pages
from hub_ext.classroom.configuration import PREFIX
from hub_ext.language import Language
from hub_ext.ops.audit import keep_audit_in, shared_audit
from hub_ext.servers.refusals import RefusedError, refusal
from hub_ext.settings import HubSettings
from tests.browser import SCREENS
from tests.integration.classroom.page import class_page
from tests.integration.pages.front import front
from tests.integration.pages.shelf import shelf
from tests.integration.users.demo_table import make_sqlite
from tests.integration.users.hub import Visitor, hub_config, running_hub
from tests.integration.users.platform import SINGLE_SIGN_ON
from tests.unit.users.settings import hub_settings
from tests.waiting import eventually

PASSWORD: Final = "codingnplay"
#: The people of centre 11 and their servers.
OFF, RUNNING, STARTING, STOPPING, FAILED = (f"student{number}" for number in (1, 3, 4, 5, 6))
#: Of centre 12; this one's server takes for ever to start too.
SLOW: Final = "student32"
_STUDENTS: Final = (OFF, RUNNING, STARTING, STOPPING, FAILED, "student7", "student31", SLOW)
_LOCALES: Final = {"ko": "ko-KR", "en": "en-GB"}
_WAYS: Final[dict[str, Any]] = SINGLE_SIGN_ON | {
    "hub_mode": "dev",
    "auth": "database,jwt,oauth,guest,dummy",
    "hub_oauth_issuer": "https://id.example.org",
    "hub_oauth_client_id": "hub",
    "hub_oauth_client_secret": "invented",
    "hub_oauth_name": "Example School",
}


class PretendedSpawner(Spawner):
    """The hub itself stands in for a server, which starts and stops as its owner's name says."""

    #: Set when nobody looks at what is under way any more.
    go_on: ClassVar[asyncio.Event]
    running = False
    notice_text = ""

    async def start(self) -> tuple[str, int]:
        """Start, never arrive, or be refused."""
        if self.user.name in {STARTING, SLOW}:
            await self.go_on.wait()
        if self.user.name == FAILED:
            language = self.user.settings["template_vars"]["language"]
            raise refusal(RefusedError("internal", "it is broken"), language, "none")
        self.running = True
        return "127.0.0.1", self.hub.port

    async def stop(self, now: bool = False) -> None:  # noqa: ARG002 - JupyterHub's
        """Stop, or never get there."""
        if self.user.name == STOPPING:
            await self.go_on.wait()
        self.running = False

    async def poll(self) -> int | None:
        """Tell which."""
        return None if self.running else 0

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """One line."""
        yield {"progress": 30, "message": "파일을 가져오는 중입니다."}


class School:
    """The hub and its class page, with everybody where a browser shall find them.

    Attributes
    ----------
    app
        The hub.
    language
        Of its pages.
    url
        Its address, without a path.
    """

    def __init__(self, app: Any, language: Language, url: str) -> None:
        self.app, self.language, self.url = app, language, url
        self._people: dict[str, Visitor] = {}

    async def person(self, name: str) -> Visitor:
        """Somebody who is logged in."""
        if name not in self._people:
            self._people[name] = visitor = Visitor(self.app)
            await visitor.login(name, PASSWORD)
            assert await visitor.name() == name
        return self._people[name]

    async def server(self, name: str, method: str) -> None:
        """Ask for somebody's server to start or to stop, as they do themselves."""
        http = (await self.person(name)).http
        headers = {"X-XSRFToken": http.cookies.get("_xsrf", path="/hub/") or ""}
        answer = await http.request(method, f"api/users/{name}/server", headers=headers)
        assert answer.status_code < 300 or name == FAILED, answer.text

    async def begin(self) -> None:
        """Bring everybody's server where a browser shall find it."""
        for name in _STUDENTS:
            await self.person(name)
        for name in (RUNNING, STARTING, STOPPING, FAILED):
            await self.server(name, "POST")
        await self.ready(STOPPING)
        await self.server(STOPPING, "DELETE")

    async def ready(self, name: str) -> None:
        """Wait until somebody's server runs."""

        async def runs() -> bool:
            return bool(self.app.users[name].spawner.ready)

        await eventually(runs, 30, f"the server of {name} runs")

    @asynccontextmanager
    async def screen(self, browser: Browser, name: str = "") -> AsyncIterator[Page]:
        """Sit somebody, or nobody who is logged in, before a screen."""
        context = await browser.new_context(
            base_url=self.url, locale=_LOCALES[self.language], viewport=SCREENS["desktop"]
        )
        context.set_default_timeout(30_000)
        if name:
            await _give_cookies(context, await self.person(name))
        yield await context.new_page()
        await context.close()

    async def close(self) -> None:
        """Let everybody go."""
        PretendedSpawner.go_on.set()
        for visitor in self._people.values():
            await visitor.http.aclose()


async def _give_cookies(context: BrowserContext, visitor: Visitor) -> None:
    for cookie in visitor.http.cookies.jar:
        await context.add_cookies(
            [
                {
                    "name": cookie.name,
                    "value": cookie.value or "",
                    "domain": "127.0.0.1",
                    "path": cookie.path,
                }
            ]
        )


def _config(settings: HubSettings) -> Config:
    c = hub_config(settings)
    hub_ext.pages.configure(c, settings)
    c.JupyterHub.spawner_class = PretendedSpawner
    # As production has it.
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0, "slow_stop_timeout": 0}
    c.Spawner.start_timeout = 3600
    c.Spawner.consecutive_failure_limit = 0
    return c


@asynccontextmanager
async def running_school(language: Language, folder: Path) -> AsyncIterator[School]:
    """Run it over the demo people, with its files in `folder`; manager11 belongs to no centre."""
    PretendedSpawner.go_on = asyncio.Event()
    keep_audit_in(folder)
    table = make_sqlite(
        folder / "users.sqlite", "UPDATE Users SET centerID = NULL WHERE userID = 'manager11'"
    )
    settings = hub_settings(**_WAYS, hub_users_database=f"sqlite:///{table}", hub_language=language)
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(running_hub(settings, _config(settings)))
        stack.callback(shared_audit().close)
        agent = await stack.enter_async_context(shelf())
        classes = await stack.enter_async_context(class_page(app, agent))
        hub = f"http://127.0.0.1:{app.hub.port}"
        url = await stack.enter_async_context(front(hub, classes.removesuffix(PREFIX)))
        school = School(app, language, url)
        stack.push_async_callback(school.close)
        await school.begin()
        yield school
