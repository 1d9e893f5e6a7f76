"""Every page that a student or teacher meets, asked for over HTTP."""

import asyncio
import html
from typing import Any

import httpx
import pytest

from hub_ext.pages.configuration import STATIC
from hub_ext.pages.text import Text
from hub_ext.settings import HubSettings
from tests.integration.pages.conftest import LogIn
from tests.integration.pages.reader import Reader
from tests.integration.pages.spawners import CRASH, FOR_OPERATORS, SPOKEN, ScriptedSpawner
from tests.waiting import eventually

DEV_BAR = 'id="dev-bar"'


@pytest.fixture
def text(settings: HubSettings) -> Text:
    return Text(settings.hub_language.now())


@pytest.fixture(autouse=True)
def go_on() -> asyncio.Event:
    ScriptedSpawner.go_on = asyncio.Event()
    return ScriptedSpawner.go_on


def _check(answer: httpx.Response, settings: HubSettings, status: int, *words: str) -> None:
    shown = html.unescape(answer.text)
    assert answer.status_code == status, answer.text
    assert f'<html lang="{settings.hub_language.now()}"' in answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert (DEV_BAR in answer.text) == (settings.hub_mode == "dev")
    for word in words:
        assert word in shown


async def test_the_login_page_keeps_the_name_after_a_wrong_password(
    hub: Any, reader: Reader, settings: HubSettings, text: Text
) -> None:
    async def refuse(*_: Any) -> None:
        """Nobody gets in."""

    hub.authenticator.authenticate = refuse
    _check(await reader.get("login"), settings, 200, text.login_name, text.login_help)

    refused = await reader.log_in("한별")

    _check(refused, settings, 403, 'role="alert"', 'name="username" value="한별"')


async def test_an_outdated_login_form_is_shown_again_and_not_an_error_page(
    reader: Reader, settings: HubSettings, text: Text
) -> None:
    answer = await reader.post_login("student1")

    _check(answer, settings, 403, 'id="login-form"', 'role="alert"')


async def test_home_greets_and_offers_to_start(
    log_in: LogIn, settings: HubSettings, text: Text
) -> None:
    student = await log_in("student1")

    home = await student.get("home")

    _check(home, settings, 200, "<bdi>student1</bdi>", text.server_start, text.state_stopped)
    assert text.token not in home.text


async def test_a_server_that_is_off_can_be_started_from_its_own_address(
    log_in: LogIn, settings: HubSettings, text: Text
) -> None:
    student = await log_in("student1")

    page = await student.get("user/student1/lab")

    _check(page, settings, 424, text.stopped_title, "/hub/spawn/student1")


async def test_an_error_page_says_what_happened(
    log_in: LogIn, settings: HubSettings, text: Text
) -> None:
    student = await log_in("student1")

    missing = await student.get("nowhere")
    forbidden = await student.get("admin")
    unreadable = await student.get("spawn?opt-=1")

    _check(missing, settings, 404, text.error_missing_title, text.to_home)
    _check(forbidden, settings, 403, text.error_forbidden_title, text.to_home)
    _check(unreadable, settings, 422, text.error_request_title, text.to_home)


async def test_an_error_of_the_proxy_is_explained_too(
    reader: Reader, settings: HubSettings, text: Text
) -> None:
    _check(await reader.get("error/404"), settings, 200, text.error_missing_title)
    _check(await reader.get("error/503"), settings, 200, text.error_unavailable_title)


async def test_a_refused_start_says_why_to_the_person_and_not_to_the_operator(
    log_in: LogIn, settings: HubSettings, text: Text
) -> None:
    student = await log_in("refused")

    at_once = await student.get("spawn/refused")
    later = await student.get("spawn-pending/refused")

    _check(at_once, settings, 503, SPOKEN, text.retry)
    _check(later, settings, 503, SPOKEN, text.failed_title, text.retry)
    for page in (at_once, later):
        assert FOR_OPERATORS not in page.text
        assert "<b>" not in page.text


async def test_a_crash_while_starting_keeps_its_traceback_to_itself(
    log_in: LogIn, settings: HubSettings, text: Text
) -> None:
    student = await log_in("crash")

    at_once = await student.get("spawn/crash")
    later = await student.get("spawn-pending/crash")

    _check(at_once, settings, 500, text.error_internal_title, text.retry)
    _check(later, settings, 500, text.failed_title, text.failed_text)
    assert CRASH not in at_once.text + later.text


async def test_a_slow_start_is_followed_until_it_fails(
    log_in: LogIn, settings: HubSettings, text: Text, go_on: asyncio.Event
) -> None:
    student = await log_in("slow-refused")
    started = await student.get("spawn/slow-refused")
    assert started.headers["Location"].startswith("/hub/spawn-pending/")

    pending = await student.get("spawn-pending/slow-refused")
    home = await student.get("home")
    go_on.set()

    _check(
        pending,
        settings,
        200,
        text.pending_title,
        'id="progress-message" role="status"',
        "/server/progress",
    )
    _check(home, settings, 200, text.state_starting, text.server_watch)

    async def failed() -> bool:
        page = await student.get("spawn-pending/slow-refused")
        return page.status_code == 503 and text.failed_title in page.text

    await eventually(failed, 10, "the page says that the start has failed")


async def test_logging_out_leads_back_to_the_login_page(
    hub: Any, log_in: LogIn, settings: HubSettings, text: Text
) -> None:
    student = await log_in("student1")
    answer = await student.get("logout", follow=True)
    _check(answer, settings, 200, text.login_submit)

    # Upstream's page of its own, for logins that happen elsewhere.
    hub.authenticator.auto_login = True
    _check(await student.get("logout"), settings, 200, text.logged_out_title)


async def test_pages_that_stay_upstream_s_have_our_frame(
    log_in: LogIn, settings: HubSettings, text: Text
) -> None:
    admin = await log_in("admin")

    for path in ("admin", "token"):
        _check(await admin.get(path), settings, 200, text.product, text.admin, text.token)


async def test_static_files_and_the_logo_are_served_and_nothing_beside_them(
    reader: Reader,
) -> None:
    for file in STATIC.iterdir():
        answer = await reader.get(f"assets/{file.name}")
        assert (answer.status_code, answer.content) == (200, file.read_bytes())
    logo = await reader.get("logo")
    assert logo.headers["Content-Type"] == "image/svg+xml"

    for path in ("assets/../configuration.py", "assets/%2e%2e/configuration.py", "assets/"):
        assert (await reader.get(path)).status_code in {403, 404}


async def test_a_fixed_language_does_not_depend_on_the_browser(
    hub: Any, settings: HubSettings, text: Text
) -> None:
    for header in ("ko", "en", "fr"):
        async with Reader(hub, header) as reader:
            page = await reader.get("login")
        _check(page, settings, 200, text.login_submit)
        assert page.headers["Content-Language"] == settings.hub_language.value
        assert "Accept-Language" not in page.headers.get("Vary", "")
