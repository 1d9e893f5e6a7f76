"""The script that shows how files stand, in a real browser whose clock tests turn: when it asks, what
a screen reader says, and what fits into a notification."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from tests.integration.notebook.test_script import TURN_AWAY, page
from tests.integration.servers.conftest import PROJECT
from tests.waiting import eventually

__all__ = ["page"]

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOLDER = PROJECT / "images/notebook/labextension/eduhub-home-state/static"
ADDRESS = "http://student1.hub.localhost/user/student1/"
#: What JupyterLab shares and does, as far as the extension touches it.
ACTIVATE = """async () => {
    window.toasts = [];
    const share = (value) => ({ "1.0.0": { loaded: 1, get: async () => () => value } });
    class Widget {
        constructor({ node }) { this.node = node; }
        show() { this.node.hidden = false; }
        hide() { this.node.hidden = true; }
    }
    const Notification = { emit: (text, type) => window.toasts.push([type, text]) };
    const container = window._JUPYTERLAB["eduhub-home-state"];
    await container.init({
        "@jupyterlab/apputils": share({ Notification }),
        "@lumino/widgets": share({ Widget }),
        "@jupyterlab/statusbar": share({ IStatusBar: "the token of the status bar" }),
    });
    const plugin = (await container.get("./extension"))().default;
    const statusBar = { registerStatusItem: (_, { item }) => document.body.append(item.node) };
    const serverSettings = { baseUrl: location.pathname, token: "" };
    const app = { restored: Promise.resolve(), serviceManager: { serverSettings } };
    await plugin.activate(app, statusBar);
}"""


@dataclass
class Server:
    """What answers the script."""

    status: int = 200
    answer: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def tells(self, state: str, language: str = "ko", **more: Any) -> None:
        self.answer = {"state": state, "language": language, **more}

    async def play(self, route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name == "home-state":
            self.asked.append(await route.request.all_headers())
            await route.fulfill(status=self.status, body=json.dumps(self.answer))
        elif name.endswith(".js"):
            await route.fulfill(path=FOLDER / name, content_type="text/javascript; charset=utf-8")
        else:
            page = '<html lang="ko-KR"><body></body></html>'
            await route.fulfill(body=page, content_type="text/html; charset=utf-8")


async def begin(page: Page, server: Server) -> None:
    await page.route("**", server.play)
    await page.clock.install()
    await page.goto(ADDRESS)
    await page.context.add_cookies([{"name": "_xsrf", "value": "2|abc", "url": ADDRESS}])
    await page.clock.pause_at("2100-01-01")
    await page.add_script_tag(url=f"{ADDRESS}remoteEntry.js")
    await page.evaluate(ACTIVATE)


@pytest_asyncio.fixture(loop_scope="module")
async def server(page: Page) -> Server:
    """Plays the server of a student whose files are saved; the script runs."""
    server = Server()
    server.tells("saved")
    await begin(page, server)
    await expect(page.get_by_role("button")).to_have_text("클라우드에 저장됨")
    server.asked.clear()
    return server


async def look_again(page: Page, server: Server, milliseconds: int = 5100) -> None:
    """Turn the clock to the next question, and wait until its answer is shown."""
    times = len(server.asked)

    async def asked() -> bool:
        await page.clock.run_for(milliseconds)
        return len(server.asked) > times

    await eventually(asked, 30, "asked again")


async def test_it_asks_every_five_seconds_and_every_two_while_files_are_being_saved(
    page: Page, server: Server
) -> None:
    server.tells("saving")
    await page.clock.run_for(4000)
    assert len(server.asked) == 0
    await page.clock.run_for(1100)
    await expect(page.get_by_role("button")).to_have_text("저장 중…")
    assert server.asked[0]["x-xsrftoken"] == "2|abc"
    server.tells("saved")
    await page.clock.run_for(2100)
    await expect(page.get_by_role("button")).to_have_text("클라우드에 저장됨")
    assert len(server.asked) == 2


async def test_a_page_that_nobody_looks_at_does_not_ask(page: Page, server: Server) -> None:
    await page.evaluate(TURN_AWAY, True)
    await page.clock.run_for(600_000)
    assert server.asked == []
    server.tells("saving")
    await page.evaluate(TURN_AWAY, False)
    await expect(page.get_by_role("button")).to_have_text("저장 중…")


async def test_a_screen_reader_hears_of_trouble_and_its_end_and_not_of_every_save(
    page: Page, server: Server
) -> None:
    status = page.get_by_role("status")
    for state, label in (("saving", "저장 중…"), ("saved", "클라우드에 저장됨")):
        server.tells(state)
        await look_again(page, server)
        await expect(page.get_by_role("button")).to_have_text(label)
        await expect(status).to_have_text("")
    server.tells("waiting", since="2099-12-31T03:00:00Z")
    await look_again(page, server)
    await expect(status).to_contain_text("클라우드를 기다리는 중 (")
    await expect(status).to_contain_text("이 노트북 서버에는 저장되어 있어요.")
    server.tells("saved")
    await look_again(page, server)
    await expect(status).to_have_text("클라우드에 저장됨")


async def test_a_server_that_does_not_answer_is_not_known_and_asked_less_and_less_often(
    page: Page, server: Server
) -> None:
    began = await page.evaluate("Date.now()")
    server.status = 503
    for _ in range(5):
        await look_again(page, server)
    await expect(page.get_by_role("button")).to_have_text("저장 상태를 알 수 없음")
    # After 5 s, and then 10, 20, 40 and 60 later.
    assert await page.evaluate("Date.now()") - began > 130_000
    server.status = 200
    await look_again(page, server)
    await expect(page.get_by_role("button")).to_have_text("클라우드에 저장됨")


async def test_a_guest_of_whom_nothing_is_kept_sees_nothing_and_is_not_asked_again(
    page: Page,
) -> None:
    server = Server()
    server.tells("not-kept")
    # A clock that runs before the answer is there lets the question come to its time limit.
    async with page.expect_event(
        "requestfinished", lambda request: request.url.endswith("/home-state")
    ):
        await begin(page, server)
    await page.clock.run_for(600_000)
    await expect(page.get_by_role("button")).to_have_count(0)
    assert len(server.asked) == 1


async def test_without_a_folder_on_the_host_nobody_is_told_that_files_are_safe_there(
    page: Page, server: Server
) -> None:
    server.tells("waiting", way="contents")
    await look_again(page, server)
    await expect(page.get_by_role("status")).to_contain_text("지금은 저장할 수 없어요.")


MEGABYTE = 1024**2
NAME = "2026년 서울 기온.csv"
LONG = "아주 긴 폴더 이름/" * 20 + NAME


def usage(level: str, **more: Any) -> dict[str, Any]:
    largest = [{"path": LONG, "bytes": 1023 * MEGABYTE}]
    values = {
        "used_bytes": 480 * MEGABYTE,
        "quota_bytes": 500 * MEGABYTE,
        "level": level,
        "largest": largest,
    }
    return values | {"held_back": []} | more


CENTRE = {"center_used_bytes": 29 * 1024**3, "center_quota_bytes": 30 * 1024**3}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    "told",
    [
        usage("warn"),
        usage("urgent"),
        usage("full"),
        usage("urgent", **CENTRE),
        usage("full", **CENTRE),
        usage("fine", held_back=[{"path": LONG, "bytes": 5}] * 20),
    ],
)
async def test_every_notification_is_short_enough_to_be_shown_and_names_the_file(
    page: Page, server: Server, language: str, told: dict[str, Any]
) -> None:
    server.tells("saved", language, usage=told)
    await look_again(page, server)
    await page.wait_for_function("window.toasts.length > 0")
    ((_, text),) = await page.evaluate("window.toasts")
    assert len(text) <= 140
    assert NAME in text
    assert "undefined" not in text and "{" not in text


async def test_each_level_is_said_once_until_there_is_room_again(
    page: Page, server: Server
) -> None:
    for level in ("warn", "warn", "urgent", "warn", "urgent", "full", "fine", "warn"):
        server.tells("saved", usage=usage(level))
        await look_again(page, server)
        await page.wait_for_function(
            "(level) => document.querySelector('.eduhub-home-state').dataset.level === level",
            arg=level,
        )
    kinds = [kind for kind, _ in await page.evaluate("window.toasts")]
    assert kinds == ["warning", "warning", "error", "warning"]


async def test_the_nearer_of_two_quotas_is_spoken_of(page: Page, server: Server) -> None:
    server.tells("saved", usage=usage("urgent", used_bytes=10 * MEGABYTE, **CENTRE))
    await look_again(page, server)
    await expect(page.get_by_role("button")).to_have_text("클라우드에 저장됨 · 공간 96% 사용")
    ((_, text),) = await page.evaluate("window.toasts")
    assert text.startswith("우리 센터의 저장 공간 30 GB 중 96%를 썼어요.")
    assert text.endswith("선생님께 알려 주세요.")
