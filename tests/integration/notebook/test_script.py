"""The script that shows visitors, in a real browser whose clock tests turn: when it asks, and what
it makes of answers that are hard to bring about."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from tests.integration.servers.conftest import PROJECT
from tests.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT = PROJECT / "images/notebook/labextension/eduhub-visitors/static/remoteEntry.js"
ADDRESS = "http://student1.hub.localhost/user/student1/"
#: As JupyterLab does with every extension.
ACTIVATE = """async () => {
    const make = await window._JUPYTERLAB["eduhub-visitors"].get("./extension");
    const serverSettings = { baseUrl: location.pathname, token: "" };
    make().default.activate({ restored: Promise.resolve(), serviceManager: { serverSettings } });
}"""
#: Counts what a screen reader would say.
LISTEN = """() => {
    window.said = 0;
    new MutationObserver(() => { window.said += 1; })
        .observe(document.getElementById("eduhub-visitors"), { childList: true, subtree: true });
}"""
TURN_AWAY = """(away) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => away });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def visitor(number: int) -> dict[str, str]:
    return {"name": f"teacher{number}", "display_name": f"강사 {number}"}


@dataclass
class Server:
    """What answers the script."""

    status: int = 200
    answer: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def tells(self, *visitors: dict[str, str], language: str = "ko") -> None:
        self.answer = {"owner": "student1", "viewer": "owner", "language": language}
        self.answer["visitors"] = list(visitors)

    async def play(self, route: Route) -> None:
        if not route.request.url.endswith("/eduhub/visitors"):
            page = '<html lang="ko-KR"><body><div id="main" style="position:absolute"></div></body>'
            await route.fulfill(body=page, content_type="text/html; charset=utf-8")
            return
        # As it is when it is asked for: what the test changes meanwhile is for the next question.
        status, answer = self.status, json.dumps(self.answer)
        self.asked.append(await route.request.all_headers())
        await route.fulfill(status=status, body=answer)


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context()
    page = await context.new_page()
    page.set_default_timeout(10_000)
    yield page
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def server(page: Page) -> Server:
    """Plays the server of a student whom teacher11 visits; the script runs."""
    server = Server()
    server.tells({"name": "teacher11", "display_name": "강사 하나"})
    await page.route("**", server.play)
    await page.clock.install()
    await page.goto(ADDRESS)
    await page.context.add_cookies([{"name": "_xsrf", "value": "2|abc", "url": ADDRESS}])
    await page.clock.pause_at("2100-01-01")
    await page.add_script_tag(path=SCRIPT)
    await page.evaluate(ACTIVATE)
    await expect(page.get_by_role("status")).to_contain_text("강사 하나(teacher11) 선생님이")
    server.asked.clear()
    return server


async def test_it_asks_every_five_seconds_with_the_pages_own_token(
    page: Page, server: Server
) -> None:
    for times in (1, 2, 3):
        server.tells(visitor(times))
        await page.clock.run_for(4000)
        assert len(server.asked) == times - 1
        await page.clock.run_for(1100)
        await expect(page.get_by_role("status")).to_contain_text(f"teacher{times}")
        assert len(server.asked) == times
    assert server.asked[0]["x-xsrftoken"] == "2|abc"


async def test_a_page_that_nobody_looks_at_does_not_ask(page: Page, server: Server) -> None:
    await page.evaluate(TURN_AWAY, True)
    await page.clock.run_for(600_000)
    assert server.asked == []
    server.tells(visitor(2))
    await page.evaluate(TURN_AWAY, False)
    await expect(page.get_by_role("status")).to_contain_text("teacher2")


async def test_the_same_is_said_once(page: Page, server: Server) -> None:
    await page.evaluate(LISTEN)

    async def asked_three_times() -> bool:
        await page.clock.run_for(5100)
        return len(server.asked) >= 3

    async def banner_is_empty() -> bool:
        await page.clock.run_for(5100)
        return not await page.get_by_role("status").text_content()

    await eventually(asked_three_times, 10, "asked three times")
    server.tells()
    await eventually(banner_is_empty, 10, "the banner is empty")
    assert await page.evaluate("window.said") == 1


async def test_after_a_refusal_nothing_is_shown_and_it_asks_less_and_less_often(
    page: Page, server: Server
) -> None:
    began = await page.evaluate("Date.now()")
    server.status = 403

    async def asked_often() -> bool:
        # Steps shorter than the time that an answer may take, which this clock measures too.
        await page.clock.run_for(5100)
        return len(server.asked) >= 5

    await eventually(asked_often, 30, "asked five times")
    # After 5 s, and then 10, 20, 40 and 60 later; without failures it is asked 27 times.
    assert await page.evaluate("Date.now()") - began > 130_000
    await expect(page.get_by_role("status")).to_have_text("")
    server.status = 200

    async def is_shown() -> bool:
        await page.clock.run_for(5100)
        return bool(await page.get_by_role("status").text_content())

    await eventually(is_shown, 30, "the visitor is shown again")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "강사 1(teacher1), 강사 2(teacher2), 강사 3(teacher3) 외 2명 선생님이"),
        ("en", "with you: 강사 1(teacher1), 강사 2(teacher2), 강사 3(teacher3) and 2 more"),
    ],
)
async def test_of_many_visitors_some_are_named(
    page: Page, server: Server, language: str, text: str
) -> None:
    server.tells(*map(visitor, range(1, 6)), language=language)
    await page.clock.run_for(5100)
    await expect(page.get_by_role("status")).to_contain_text(text)


@pytest.mark.parametrize(
    ("name", "display_name", "text"),
    [
        ("한별", "한별", "한별 선생님이 이 노트북을 함께 보고 있습니다."),
        ("teacher11", "", "teacher11 선생님이 이 노트북을 함께 보고 있습니다."),
        ("<b>x", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>(<b>x) 선생님이"),
        ("{who}", "$& {count}", "$& {count}({who}) 선생님이 이 노트북을 함께 보고 있습니다."),
    ],
)
async def test_names_stand_there_as_they_are(
    page: Page, server: Server, name: str, display_name: str, text: str
) -> None:
    server.tells({"name": name, "display_name": display_name})
    await page.clock.run_for(5100)
    await expect(page.get_by_role("status")).to_contain_text(text)
    assert await page.locator("#eduhub-visitors > *").evaluate_all(
        "all => all.map(e => e.localName)"
    ) == ["bdi"]
    assert await page.locator("#eduhub-visitors bdi > *").count() == 0
