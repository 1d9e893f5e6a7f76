"""The browser of every test that needs one."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
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
async def chromium(*more_options: str, home: Path | None = None) -> AsyncIterator[Browser]:
    """Run a browser that nobody sees; in `home` it finds the authorities that its person trusts."""
    environment: dict[str, str | float | bool] | None = None
    if home:
        environment = {**os.environ, "HOME": str(home)}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*CHROMIUM_OPTIONS, *more_options], env=environment
        )
        yield browser
        await browser.close()
