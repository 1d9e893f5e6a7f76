"""The browser of every test that needs one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from playwright.async_api import Browser, async_playwright

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

#: What `Browser.new_context` takes for the screens that people sit before.
DEVICES: Final[dict[str, dict[str, Any]]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "tablet": {
        "viewport": {"width": 768, "height": 1024},
        "has_touch": True,
        "is_mobile": True,
    },
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
    },
}


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run a browser that nobody sees."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(CHROMIUM_OPTIONS)
        )
        yield browser
        await browser.close()
