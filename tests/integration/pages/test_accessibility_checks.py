"""The checks of accessibility find what they are for."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page

from tests.accessibility import assert_accessible, assert_easy_to_press, assert_fits
from tests.browser import SCREENS, chromium

_PAGE = '<!DOCTYPE html><html lang="en"><title>x</title><main><h1>x</h1>{}</main>'


@pytest.mark.parametrize(
    ("check", "fault", "told"),
    [
        (assert_accessible, '<p style="color:#aaa">pale</p>', "color-contrast"),
        (assert_accessible, "<input>", "label"),
        (assert_fits, '<div style="width:900px">wide</div>', "in 390 px"),
        (assert_easy_to_press, '<button class="btn" style="height:43px">x</button>', "43 px"),
        (assert_easy_to_press, '<summary style="height:20px">x</summary>', "20 px"),
    ],
)
async def test_a_fault_is_found_and_named(
    check: Callable[[Page], Awaitable[None]], fault: str, told: str
) -> None:
    async with chromium() as browser:
        page = await _shown(browser, "<p>fine</p><button style='height:44px'>x</button>")
        await check(page)
        page = await _shown(browser, fault)
        with pytest.raises(AssertionError, match=told):
            await check(page)


async def _shown(browser: Browser, body: str) -> Page:
    page = await browser.new_page(viewport=SCREENS["phone"])
    await page.set_content(_PAGE.format(body))
    return page
