"""One composed system for all end-to-end tests; a browser; artefacts that are kept."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.browser import SCREENS, chromium
from tests.e2e.person import Person
from tests.e2e.stack import PROJECT, Stack

ARTEFACTS = PROJECT / "artefacts"
PARTS = ("hub", "proxy", "storage", "firewall", "dev-objectstore", "dev-database")


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
async def screen(stack: Stack, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A student's screen; what it showed last is kept."""
    async with chromium() as browser:
        page = await browser.new_page(
            base_url=stack.url, locale="ko-KR", viewport=SCREENS["desktop"]
        )
        page.set_default_timeout(30_000)
        yield page
        await page.screenshot(path=screenshot_path(f"last-of-{request.node.name}"))


def screenshot_path(name: str) -> Path:
    folder = ARTEFACTS / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"
