"""Without a mouse and without seeing: the way through the pages, and what is read out."""

import asyncio

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.integration.pages.school import (
    OFF,
    PASSWORD,
    RUNNING,
    STARTING,
    STOPPING,
    PretendedSpawner,
    School,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLASS = "/services/classroom/"
MOST_TABS = 60


async def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus, which can be seen at each step."""
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        outline = await page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
        )
        assert outline, await page.evaluate("() => document.activeElement.outerHTML")
        if await has_focus(target):
            return
    raise AssertionError(f"{target} is out of reach of {MOST_TABS} tabs")


async def has_focus(target: Locator) -> bool:
    return bool(await target.evaluate("element => element === document.activeElement"))


async def updates_of(page: Page, count: int) -> None:
    """Wait until the class page has asked for news `count` times more."""
    for _ in range(count):
        async with page.expect_response("**/api/center-11"):
            pass


async def test_somebody_logs_in_with_the_keyboard(school: School, browser: Browser) -> None:
    async with school.screen(browser) as page:
        await page.goto("/hub/login?next=%2Fhub%2Fhome")
        assert await has_focus(page.locator("#username_input"))
        await page.keyboard.type(OFF)
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        await tab_to(page, page.locator("#login_submit"))
        await page.keyboard.press("Enter")
        await expect(page.locator("#home")).to_be_visible()


@pytest.mark.parametrize("path", ["/hub/home", f"{CLASS}center-11"])
async def test_the_first_tab_skips_to_the_content(
    school: School, browser: Browser, path: str
) -> None:
    async with school.screen(browser, "teacher11") as page:
        await page.goto(path)
        await tab_to(page, page.locator(".skip-link"))
        await expect(page.locator(".skip-link")).to_be_in_viewport()
        await page.keyboard.press("Enter")
        assert await has_focus(page.locator("#content"))


async def test_every_page_says_in_its_title_which_one_it_is(
    school: School, browser: Browser
) -> None:
    titles: list[str] = []
    for who, path in (
        ("", "/hub/login"),
        (OFF, "/hub/home"),
        (OFF, f"/hub/user/{OFF}/lab"),
        (STARTING, f"/hub/spawn-pending/{STARTING}"),
        (OFF, "/hub/error/404"),
        (OFF, "/hub/error/503"),
        ("admin", "/hub/token"),
        ("admin", CLASS),
        ("teacher11", f"{CLASS}center-11"),
        ("teacher11", f"{CLASS}look/{RUNNING}"),
    ):
        async with school.screen(browser, who) as page:
            await page.goto(path)
            titles.append(await page.title())
    product = {title.rpartition(" · ")[2] for title in titles}
    assert len(product) == 1, titles
    assert len(set(titles)) == len(titles), titles


async def test_a_student_s_server_is_started_and_stopped_with_the_keyboard(
    school: School, browser: Browser
) -> None:
    async with school.screen(browser, "teacher11") as page:
        await page.goto(f"{CLASS}center-11")
        row = page.locator("tr[data-user=student7]")
        button = row.locator("button")
        await tab_to(page, button)
        for state in ("running", "off"):
            await page.keyboard.press("Enter")
            await expect(row).to_have_attribute("data-state", state)
            await updates_of(page, 2)
            assert await has_focus(button), "the button keeps the focus while the page changes"


async def test_stopping_the_class_asks_first(school: School, browser: Browser) -> None:
    async with school.screen(browser, "teacher12") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
        await page.goto(f"{CLASS}center-12")
        button, question = page.locator("#stop-class"), page.locator("#stop-question")
        await tab_to(page, button)

        for no in ("Escape", "Enter"):
            await page.keyboard.press("Enter")
            await expect(question).to_be_visible()
            await page.keyboard.press(no)
            await expect(question).to_be_hidden()
            assert await has_focus(button)
        assert not [request for request in asked if request.startswith("POST")]

        await page.keyboard.press("Enter")
        await tab_to(page, question.locator("button[value=stop]"))
        async with page.expect_request(lambda request: request.method == "POST"):
            await page.keyboard.press("Enter")
        assert await has_focus(button)
        await expect(page.locator("#run-text")).to_be_visible()


async def test_what_changes_in_a_class_is_read_out(school: School, browser: Browser) -> None:
    async with school.screen(browser, "teacher12") as page:
        await page.goto(f"{CLASS}center-12")
        # Regions that only appear together with their words are not read out.
        for role, message in (
            ("status", "#run-text"),
            ("alert", "#problem"),
            ("status", "#nobody"),
        ):
            region = page.locator(f"[role={role}]:has({message})")
            assert await region.evaluate("region => getComputedStyle(region).display") != "none"
        await expect(page.locator("#count")).to_have_attribute("role", "status")
        await page.locator("#start-class").press("Enter")
        bar = page.locator("#run-bar")
        # One of two students arrives, and then nothing changes any more.
        await expect(bar).to_have_js_property("max", 2)
        await expect(bar).to_have_js_property("value", 1)
        said = await page.locator("#run-text").text_content()
        await expect(bar).to_have_attribute("aria-valuetext", said or "")
        headers = page.locator("#students thead th")
        for header in await headers.all():
            await expect(header).to_have_attribute("scope", "col")
        await expect(page.locator("#students tbody th").first).to_have_attribute("scope", "row")


async def test_a_start_is_followed_and_read_out(school: School, browser: Browser) -> None:
    async with school.screen(browser, STARTING) as page:
        await page.goto(f"/hub/spawn-pending/{STARTING}")
        await expect(page.locator("#progress")).to_have_attribute("aria-valuetext", "30 %")
        await expect(page.locator("#progress-message")).to_have_attribute("role", "status")


async def test_home_follows_a_start_without_being_loaded_again(
    school: School, browser: Browser
) -> None:
    async with school.screen(browser, STARTING) as page:
        await page.goto("/hub/home")
        await page.evaluate("() => { window.same = true; }")
        home, state = page.locator("#home"), page.locator("#state[role=status]")
        await expect(home).to_have_attribute("data-state", "pending-spawn")
        before = await state.text_content()
        await tab_to(page, page.locator("#start"))
        PretendedSpawner.go_on.set()
        await expect(home).to_have_attribute("data-state", "running")

        assert await page.evaluate("() => window.same")
        assert await state.text_content() != before
        assert await has_focus(page.locator("#start"))
        PretendedSpawner.go_on = asyncio.Event()


async def test_a_server_is_stopped_without_losing_the_focus(
    school: School, browser: Browser
) -> None:
    async with school.screen(browser, RUNNING) as page:
        await page.goto("/hub/home")
        await tab_to(page, page.locator("#stop"))
        await page.keyboard.press("Enter")
        await expect(page.locator("#home")).to_have_attribute("data-state", "off")
        assert await has_focus(page.locator("#start"))


async def test_the_page_of_a_stop_goes_on_when_it_is_over(school: School, browser: Browser) -> None:
    await school.server(STOPPING, "POST")
    await school.ready(STOPPING)
    await school.server(STOPPING, "DELETE")
    async with school.screen(browser, STOPPING) as page:
        await page.goto(f"/hub/spawn-pending/{STOPPING}")
        await expect(page.locator("#stopping [role=status]")).to_be_visible()
        PretendedSpawner.go_on.set()
        await expect(page.locator("#stopping")).to_have_count(0)
        await expect(page.locator("a#start")).to_be_visible()
