"""Every page on every screen, in both languages: axe, sideways scrolling, what a finger can hit."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.accessibility import assert_accessible, assert_easy_to_press, assert_fits
from tests.browser import SCREENS
from tests.integration.pages.school import FAILED, OFF, RUNNING, STARTING, STOPPING, School
from tests.integration.pages.shelf import NOTEBOOKS

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLASS: Final = "/services/classroom/"
#: Of the admin page: buttons without a name, and a box to tick of 16 px with its words beside it.
UPSTREAM: Final = ("[data-testid$=collapse-button]", "#active-servers-filter")
PROXY_ERRORS: Final = Path(__file__).parents[3] / "images/proxy/errors"


@dataclass(frozen=True)
class Scene:
    """One page as somebody finds it.

    Attributes
    ----------
    path
        Its address.
    shows
        A CSS selector of what is there when it is complete.
    who
        Who looks; ``""`` for somebody who is not logged in.
    upstream
        CSS selectors of what is JupyterHub's own and not looked at.
    """

    path: str
    shows: str
    who: str = ""
    upstream: tuple[str, ...] = ()


SCENES: Final = {
    "login": Scene("/hub/login", "#dummy-login-form"),
    "sign-on-refused": Scene("/hub/sso/refused?reason=expired", "#login-error"),
    "home-off": Scene("/hub/home", "a#start", OFF),
    "home-running": Scene("/hub/home", "#stop", RUNNING),
    "home-starting": Scene("/hub/home", ".state-busy", STARTING),
    "home-stopping": Scene("/hub/home", ".state-busy", STOPPING),
    "pending": Scene(f"/hub/spawn-pending/{STARTING}", '#progress[aria-valuenow="30"]', STARTING),
    "stop-pending": Scene(f"/hub/spawn-pending/{STOPPING}", "#refresh", STOPPING),
    "not-running": Scene(f"/hub/user/{OFF}/lab", "a#start", OFF),
    "failed": Scene(f"/hub/spawn-pending/{FAILED}", ".notice-error", FAILED),
    "token": Scene("/hub/token", "#token-note", "admin"),
    "admin": Scene("/hub/admin", "#react-admin-hook .container", "admin", UPSTREAM),
    "class": Scene(f"{CLASS}center-11", "#students tbody tr:nth-child(5)", "teacher11"),
    "class-run": Scene(f"{CLASS}center-12", "#run progress", "teacher12"),
    "centres": Scene(CLASS, ".centres", "admin"),
    "no-centre": Scene(CLASS, "main [role=alert]", "manager11"),
    "notebooks": Scene(f"{CLASS}look/{RUNNING}", "#notebooks", "teacher11"),
    "no-notebooks": Scene(f"{CLASS}look/{OFF}", "main [role=status]", "teacher11"),
    "notebook": Scene(
        f"{CLASS}look/{RUNNING}/read?path={quote(NOTEBOOKS[1], safe='')}", "iframe", "teacher11"
    ),
    "class-error": Scene(f"{CLASS}center-99", "main [role=alert]", "teacher11"),
}


async def check(page: Page, language: str, upstream: tuple[str, ...] = ()) -> None:
    assert await page.locator("html").get_attribute("lang") == language
    for screen, size in SCREENS.items():
        await page.set_viewport_size(size)
        try:
            await assert_accessible(page, upstream)
            await assert_fits(page)
            await assert_easy_to_press(page, upstream)
        except AssertionError as error:
            error.add_note(f"on a {screen}")
            raise


@pytest.mark.parametrize("name", SCENES)
async def test_a_page_can_be_used_by_everybody(school: School, browser: Browser, name: str) -> None:
    scene = SCENES[name]
    if name == "class-run":
        await begin_run(school, browser)
    async with school.screen(browser, scene.who) as page:
        await page.goto(scene.path)
        await expect(page.locator(scene.shows).first).to_be_visible()
        await check(page, school.language, scene.upstream)


@pytest.mark.parametrize("code", [401, 403, 404, 429, 500, 503])
async def test_an_error_can_be_read(school: School, browser: Browser, code: int) -> None:
    async with school.screen(browser, OFF) as page:
        await page.goto(f"/hub/error/{code}")
        await expect(page.locator("main [role=alert]")).to_be_visible()
        await check(page, school.language)


async def test_the_content_of_a_notebook(school: School, browser: Browser) -> None:
    async with school.screen(browser, "teacher11") as page:
        await page.goto(SCENES["notebook"].path)
        frame = page.locator("#notebook")
        await expect(frame).to_be_visible()
        answer = await page.request.get(str(await frame.get_attribute("src")))
        # No script runs where it is shown, and axe is one.
        await page.goto("about:blank")
        await page.set_content(await answer.text())
        await check(page, school.language)


async def begin_run(school: School, browser: Browser) -> None:
    async with school.screen(browser, "teacher12") as page:
        await page.goto(f"{CLASS}center-12")
        await page.click("#start-class")
        await expect(page.locator("#run progress")).to_be_visible()


async def test_a_refused_login_can_be_read_and_mended(school: School, browser: Browser) -> None:
    async with school.screen(browser) as page:
        await page.goto("/hub/login")
        await page.fill("#username_input", "student1")
        await page.fill("#password_input", "wrong")
        await page.press("#password_input", "Enter")
        await expect(page.locator("#login-error")).to_be_visible()
        await check(page, school.language)


async def test_a_login_with_nothing_but_a_password(
    school: School, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(school.app.authenticator), "other_ways", [])
    async with school.screen(browser) as page:
        await page.goto("/hub/login")
        await expect(page.locator("#login-form")).to_be_visible()
        await expect(page.locator(".other-way")).to_have_count(0)
        await check(page, school.language)


async def test_the_page_after_a_logout(
    school: School, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only then JupyterHub shows it; otherwise the login page follows.
    monkeypatch.setattr(school.app.authenticator, "auto_login", True)
    async with school.screen(browser) as page:
        await page.goto("/hub/logout")
        await expect(page.locator("#logout-main")).to_be_visible()
        await check(page, school.language)


@pytest.mark.parametrize("file", sorted(PROXY_ERRORS.glob("*.html")), ids=lambda file: file.stem)
async def test_the_proxy_s_own_pages(school: School, browser: Browser, file: Path) -> None:
    async with school.screen(browser) as page:
        await page.goto(file.as_uri())
        await check(page, "ko")


async def test_the_proxy_s_page_stays_until_there_is_another(
    school: School, browser: Browser
) -> None:
    answers = iter([503, 503, 200])
    words = {503: (PROXY_ERRORS / "503.html").read_text(), 200: "<p id=ready>ready</p>"}

    async def answer(route: Route) -> None:
        status = next(answers, 200)
        await route.fulfill(status=status, body=words[status], content_type="text/html")

    async with school.screen(browser) as page:
        await page.clock.install()
        await page.route("**/user/**", answer)
        await page.goto("/user/student1/lab")
        await page.evaluate("() => { window.same = true; }")
        async with page.expect_response("**/user/**"):
            await page.clock.run_for(5_000)
        assert await page.evaluate("() => window.same"), "503 again: the page is left alone"
        async with page.expect_response("**/user/**"):
            await page.clock.run_for(5_000)
        await expect(page.locator("#ready")).to_be_visible()
