"""The browser of every test that needs one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, ViewportSize, async_playwright

#: Debian's own, in the test image.
CHROMIUM: Final = "/usr/bin/chromium"
CHROMIUM_OPTIONS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

#: The screens that people sit before, in CSS pixels.
SCREENS: Final[dict[str, ViewportSize]] = {
    "desktop": {"width": 1280, "height": 800},
    "tablet": {"width": 768, "height": 1024},
    "phone": {"width": 390, "height": 844},
}


@asynccontextmanager
async def chromium(*more_options: str) -> AsyncIterator[Browser]:
    """Run a browser that nobody sees."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*CHROMIUM_OPTIONS, *more_options]
        )
        yield browser
        await browser.close()
