"""One composed system for all end-to-end tests; a browser; artefacts that are kept."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import SCREENS, chromium
from tests.e2e.person import PASSWORD, Person
from tests.e2e.platform import Platform
from tests.e2e.stack import HUB, PROJECT, PROVIDER, PROVIDER_PORT, Stack
from tests.integration.users.oidc_provider import OidcProvider

ARTEFACTS = PROJECT / "artefacts"
PARTS = (
    "hub",
    "classroom",
    "lab-files",
    "sync",
    "proxy",
    "storage",
    "firewall",
    "dev-objectstore",
    "dev-database",
)
# The machine may have much to do beside the browser.
expect.set_options(timeout=30_000)

SitDown = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The composed system; its logs are kept as artefacts and everything is removed at the end."""
    instance = Stack()
    instance.up()
    try:
        yield instance
    finally:
        keep_logs(instance)
        instance.script("clean", YES="1")


def keep_logs(stack: Stack) -> None:
    folder = ARTEFACTS / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        (folder / f"{part}.log").write_text(stack.logs(part))


@pytest.fixture
async def person(stack: Stack) -> AsyncIterator[Callable[[str], Awaitable[Person]]]:
    """Makes a person of that name; their servers are stopped after the test."""
    async with AsyncExitStack() as people:
        here: list[Person] = []

        async def arrives(user: str) -> Person:
            newcomer = await people.enter_async_context(Person(stack.url, user))
            here.append(newcomer)
            return newcomer

        yield arrives
        for somebody in here:
            if stack.server(somebody.user):
                await somebody.stop_server()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    # The provider is on this machine, by the name that the hub's container has for it.
    async with chromium(f"--host-resolver-rules=MAP {PROVIDER} 127.0.0.1") as running:
        yield running


@pytest.fixture
async def sit_down(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[SitDown]:
    """Somebody at a computer of their own, at the hub's address; what each saw last is kept."""
    screens: list[Page] = []

    async def sits_down(url: str = HUB, locale: str = "ko-KR") -> Page:
        page = await browser.new_page(base_url=url, locale=locale, viewport=SCREENS["desktop"])
        page.set_default_timeout(30_000)
        screens.append(page)
        return page

    yield sits_down
    for number, page in enumerate(screens):
        await page.screenshot(path=screenshot_path(f"last-of-{request.node.name}-{number}"))


@pytest.fixture
async def screen(stack: Stack, sit_down: SitDown) -> Page:
    """A student's screen."""
    return await sit_down(stack.url)


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    async with Platform(HUB) as running:
        yield running


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    # The hub asks from its container, so the provider listens on Docker's bridge as well.
    with OidcProvider(HUB, name=PROVIDER, port=PROVIDER_PORT, listen="0.0.0.0") as running:
        yield running


async def log_in(screen: Page, user: str, then: str) -> None:
    """Fill in the login form, and wait for nothing."""
    await screen.goto(f"/hub/login?next={then}")
    await screen.fill("#username_input", user)
    await screen.fill("#password_input", PASSWORD)
    await screen.press("#password_input", "Enter")


def screenshot_path(name: str) -> Path:
    folder = ARTEFACTS / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"
