"""Production over TLS: a student's lesson in a browser that knows no exception for certificates."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Page, expect

from tests.browser import SCREENS, chromium
from tests.e2e.conftest import ARTEFACTS, screenshot_path
from tests.e2e.fronts import URL, apache, caddy, trust
from tests.e2e.person import PASSWORD
from tests.e2e.production import made_up_platform
from tests.e2e.stack import Stack
from tests.e2e.test_doctor import doctor
from tests.integration.front.machine import NAME, Machine

# Two starts of the whole system.
pytestmark = [pytest.mark.timeout(400), pytest.mark.long]
#: A server that runs knows the addresses with which it was started: each lesson has a student of its own.
WITH_APACHE, WITH_CADDY = "student29", "student28"


@pytest.fixture(scope="module")
def platform_settings(stack: Stack) -> Iterator[dict[str, str]]:
    """What production is started with; afterwards the system is what it was."""
    with made_up_platform(stack) as settings:
        yield settings
        for part in ("hub", "proxy"):
            keep(f"{part}-in-production", stack.logs(part))
        stack.up()


def keep(name: str, printed: str) -> None:
    """Keep what a part printed, with the other parts' logs."""
    folder = ARTEFACTS / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.log").write_text(printed)


@asynccontextmanager
async def screen_before(front: AbstractContextManager[Machine], home: Path) -> AsyncIterator[Page]:
    """A student's screen, on the other side of a TLS proxy; what the browser could not load is kept."""
    lost: list[str] = []
    with front as host:
        trust(host, home)
        rules = "--host-resolver-rules=MAP *.example.org 127.0.0.1"
        # With HTTP/2 it drops every request when an interface of this host changes, as with each container
        # that starts.
        async with chromium(rules, "--disable-http2", home=home) as browser:
            page = await browser.new_page(locale="ko-KR", viewport=SCREENS["desktop"])
            page.set_default_timeout(60_000)
            page.on(
                "requestfailed",
                lambda asked: lost.append(f"{asked.method} {asked.url} {asked.failure}"),
            )
            try:
                yield page
            finally:
                await page.screenshot(path=screenshot_path("last-over-tls"))
                keep("browser-over-tls", "\n".join(lost))
                keep(
                    "front", host.run("tail -n 1000 /var/log/apache2/*.log /tmp/caddy.log || true")
                )


async def log_in(page: Page, student: str) -> None:
    await page.goto(f"{URL}/")
    await page.fill("#username_input", student)
    await page.fill("#password_input", PASSWORD)
    await page.press("#password_input", "Enter")


async def run_a_cell(page: Page, student: str) -> None:
    await page.locator(".jp-DirListing-item", has_text=f"{student}.ipynb").dblclick()
    notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    idle = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
    await expect(notebook.locator(idle)).to_be_visible(timeout=60_000)
    # The one that is there for certain: others come while somebody scrolls.
    cell = notebook.locator(".jp-CodeCell").first
    await cell.locator(".cm-content").click()
    await page.keyboard.press("Control+a")
    await page.keyboard.insert_text("print(6 * 7, '암호화')")
    await page.keyboard.press("Control+Enter")
    await expect(cell.locator(".jp-OutputArea-output", has_text="42 암호화")).to_be_visible()


async def a_lesson(page: Page, student: str, home: str) -> None:
    """Log in, run something, log out; nothing of it without TLS."""
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    await log_in(page, student)
    await page.wait_for_url(re.compile(f"^{re.escape(home)}/user/{student}/lab"))
    await expect(page.get_by_role("menuitem", name="파일", exact=True)).to_be_visible()
    await run_a_cell(page, student)
    await page.screenshot(path=screenshot_path("over-tls"))
    assert any("/channels" in address for address in sockets)
    assert all(address.startswith(home.replace("https:", "wss:")) for address in sockets)
    cookies = await page.context.cookies()
    assert {cookie["name"].removeprefix("__Host-") for cookie in cookies} >= {
        "jupyterhub-hub-login",
        f"jupyterhub-user-{student}",
    }
    assert all(cookie["secure"] for cookie in cookies), cookies

    await page.goto(f"{URL}/hub/logout")
    await page.goto(f"{home}/user/{student}/lab")
    await expect(page.locator("#username_input")).to_be_visible()


async def statuses(address: str) -> int:
    async with aiohttp.ClientSession() as http, http.get(address, allow_redirects=False) as answer:
        return answer.status


async def test_a_lesson_behind_apache(
    stack: Stack, platform_settings: dict[str, str], tmp_path: Path
) -> None:
    stack.up(**platform_settings)
    async with screen_before(apache(stack.environment["HUB_PORT"]), tmp_path) as page:
        await a_lesson(page, WITH_APACHE, URL)
        # As the proxy saw it, and neither the engine's gateway nor what somebody says.
        [*_, event] = stack.audit("login")
        assert (event["actor"], event["address"]) == (WITH_APACHE, "127.0.0.1")
        for path, status in {"api/routes": 404, "hub/metrics": 404, "hub/health": 200}.items():
            answer = await page.goto(f"{URL}/{path}")
            assert answer is not None
            assert (path, answer.status) == (path, status)


async def test_without_tls_nobody_comes_in(stack: Stack, platform_settings: dict[str, str]) -> None:
    stack.up(**platform_settings)
    assert await statuses(f"{stack.url}/hub/login") == 403
    assert await statuses(f"{stack.url}/user/{WITH_APACHE}/lab") == 403
    # For programs of this host that look whether it is well.
    assert await statuses(f"{stack.url}/hub/health") == 200
    assert await statuses(f"{stack.url}/hub/ready") == 200
    _, answer = await asyncio.to_thread(doctor, stack, **platform_settings)
    assert (answer["broken"], answer["unknown"]) == ([], []), answer
    assert {"page", "ready", "spawn", "bucket", "database"} <= set(answer["ok"])
    # Not by a neighbouring port either: the proxy's own interface.
    proxy = stack.inspect(stack.service("proxy"))["NetworkSettings"]["Ports"]
    assert [port for port, places in proxy.items() if places] == ["8000/tcp"]


async def test_a_lesson_behind_caddy_under_a_subdomain(
    stack: Stack, platform_settings: dict[str, str], tmp_path: Path
) -> None:
    stack.up(**platform_settings, HUB_SUBDOMAIN_HOST=URL)
    async with screen_before(caddy(stack.environment["HUB_PORT"]), tmp_path) as page:
        await a_lesson(page, WITH_CADDY, URL.replace(NAME, f"{WITH_CADDY}.{NAME}"))
