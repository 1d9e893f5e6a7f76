"""JupyterHub's admin page in a browser, in front of a hub with the project's pages and people."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Locator, Page, expect
from traitlets.config import Config

import hub_ext.pages
from hub_ext.language import Language
from hub_ext.settings import HubSettings
from tests.browser import SCREENS, chromium
from tests.integration.pretended import BROKEN, PretendedSpawner
from tests.integration.users.demo_table import make_sqlite
from tests.integration.users.hub import Visitor, hub_config, running_hub
from tests.unit.users.settings import hub_settings

PASSWORD: Final = "codingnplay"
#: The students of centre 11 who have been here: userID and name.
STUDENTS: Final = {
    "student1": "이나래",
    BROKEN: "최라온",
    # As upstream's own words, and as one that has no name.
    "Never": "Start Server",
    "nameless": "",
}
_CHANGES: Final = (
    "UPDATE Users SET userID = 'Never', name = 'Start Server' WHERE userID = 'student4'",
    "UPDATE Users SET userID = 'nameless', name = NULL WHERE userID = 'student5'",
)
_LOCALES: Final = {"ko": "ko-KR", "en": "en-GB"}

#: Every text and spoken attribute that somebody can see now.
_SEEN: Final = """() => {
    const shown = (element) => element.checkVisibility({ visibilityProperty: true });
    const seen = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const { nodeValue, parentElement } = texts.currentNode;
        if (shown(parentElement)) seen.push(nodeValue.trim());
    }
    for (const name of ["aria-label", "placeholder", "title"])
        for (const element of document.querySelectorAll(`[${name}]`))
            if (shown(element)) seen.push(element.getAttribute(name).trim());
    return seen.filter((text) => text);
}"""


def _config(settings: HubSettings) -> Config:
    c = hub_config(settings)
    hub_ext.pages.configure(c, settings)
    c.JupyterHub.spawner_class = PretendedSpawner
    c.Spawner.consecutive_failure_limit = 0
    return c


@asynccontextmanager
async def admin_hub(language: Language, folder: Path) -> AsyncIterator[Any]:
    """Run a hub that speaks `language` and knows `STUDENTS`, with its files in `folder`."""
    PretendedSpawner.gate = asyncio.Event()
    PretendedSpawner.gate.set()
    table = make_sqlite(folder / "users.sqlite", *_CHANGES)
    settings = hub_settings(
        hub_mode="dev",
        auth="database",
        hub_users_database=f"sqlite:///{table}",
        hub_language=language,
    )
    async with running_hub(settings, _config(settings)) as app:
        for student in STUDENTS:
            async with Visitor(app) as visitor:
                await visitor.login(student, PASSWORD)
                assert await visitor.name() == student
        yield app
        PretendedSpawner.gate.set()


class AdminPage:
    """The page as one person sees it.

    Parameters
    ----------
    page
        Of the browser, where that person is logged in and the list of users is shown.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    async def seen(self) -> list[str]:
        """Every text that can be read now."""
        found: list[str] = await self.page.evaluate(_SEEN)
        return found

    def row(self, user: str) -> Locator:
        return self.page.get_by_test_id(f"user-row-{user}")

    def name_cell(self, user: str) -> Locator:
        return self.row(user).get_by_test_id("user-row-name")

    def details(self, user: str) -> Locator:
        return self.page.get_by_test_id(f"{user}-collapse")

    async def facts(self, user: str) -> dict[str, str]:
        """What the open details tell of the person."""
        person = self.details(user).locator(".card").first
        names = await person.locator("th").all_inner_texts()
        values = await person.locator("th + td").all_inner_texts()
        return dict(zip(names, values, strict=True))

    def button(self, text: str) -> Locator:
        return self.page.get_by_role("button", name=text, exact=True)

    async def users(self) -> list[str]:
        """The userIDs of the list, from its top."""
        return await self.page.locator("[data-testid^=user-name-div-]").all_inner_texts()

    async def open_details(self, user: str) -> None:
        await self.page.get_by_test_id(f"{user}-collapse-button").click()
        await expect(self.details(user)).to_contain_class("collapse show")


@asynccontextmanager
async def before_the_page(app: Any, user: str, language: Language) -> AsyncIterator[AdminPage]:
    """Log somebody in and show them the page; its program must not have met an error.

    The browser is gone before the hub is, whose end cancels every task of the loop.
    """
    async with chromium() as browser:
        screen = await browser.new_page(
            base_url=f"http://127.0.0.1:{app.hub.port}",
            locale=_LOCALES[language],
            viewport=SCREENS["desktop"],
        )
        screen.set_default_timeout(10_000)
        admin = AdminPage(screen)
        await screen.goto("/hub/login?next=%2Fhub%2Fadmin")
        await screen.fill("#username_input", user)
        await screen.fill("#password_input", PASSWORD)
        await screen.press("#password_input", "Enter")
        await expect(admin.row("student1")).to_be_visible()
        yield admin
        assert admin.faults == []
