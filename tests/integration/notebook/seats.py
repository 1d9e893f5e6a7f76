"""People at a browser of their own."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page

from tests.integration.notebook.people import Place
from tests.integration.servers.conftest import PROJECT

_SCREENSHOTS = PROJECT / "artefacts" / "screenshots"

#: Seats somebody, logged in.
Sit = Callable[[str], Awaitable[Page]]


async def open_server(page: Page, place: Place, path: str = "lab") -> None:
    """Go to student1's server, and say yes if the hub asks whether one means to."""
    await page.goto(f"{place.server('student1')}/{path}")
    if "/oauth2/authorize" in page.url:
        await page.click("[type=submit]")
    await page.wait_for_selector("#eduhub-visitors", state="attached")


def screenshot(name: str) -> Path:
    _SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return _SCREENSHOTS / f"{name}.png"
