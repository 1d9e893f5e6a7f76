"""The ways of logging in beside name and password, each in a real browser."""

import re
from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from hub_ext.users import messages as login_messages
from hub_ext.users.guests import messages as guest_messages
from hub_ext.users.oauth import messages as oauth_messages
from hub_ext.users.sso import messages
from tests.e2e.conftest import SitDown, screenshot_path
from tests.e2e.person import PASSWORD
from tests.e2e.platform import PLATFORM, STRANGER, Platform
from tests.e2e.stack import HUB, PROVIDER, Stack
from tests.integration.users.oidc_provider import OidcProvider
from tests.unit.users.sso.tokens import claims, signed, token, unsigned
from tests.waiting import eventually

LESSON: Final = "lessons/DataAnalysis/chapter01_practice.ipynb"
DEEP_LINK: Final = f"/hub/user-redirect/lab/tree/{LESSON}"
PRACTICE: Final = re.compile(r"chapter01_practice\.ipynb")
LONG_AGO: Final[dict[str, Any]] = {"iat": 1_700_000_000, "exp": 1_700_003_600}
IN_A_WHILE: Final = 4_000_000_000


async def stop(screen: Page) -> None:
    """Stop the server of whoever is logged in, with the button of the home page."""
    await screen.goto("/hub/home")
    await screen.locator("#stop").click()
    await expect(screen.locator("#start")).to_have_text("노트북 시작", timeout=60_000)


async def addresses(screen: Page) -> list[str]:
    """Everything that the browser's history has."""
    session = await screen.context.new_cdp_session(screen)
    history: dict[str, Any] = await session.send("Page.getNavigationHistory")
    return [entry["url"] for entry in history["entries"]]


async def at_the_platform(screen: Page, user: str) -> None:
    await screen.locator("input[name=user]").fill(user)
    await screen.get_by_role("button", name="로그인").click()


async def test_the_login_page_offers_every_way(stack: Stack, screen: Page) -> None:
    await screen.goto("/hub/login")
    await expect(screen.locator("#login-form")).to_be_visible()
    await expect(screen.get_by_role("link", name="코딩앤플레이 계정으로 로그인")).to_be_visible()
    await expect(screen.get_by_role("link", name="한빛학교 계정으로 로그인")).to_be_visible()
    await expect(screen.get_by_role("button", name="손님으로 둘러보기")).to_be_visible()
    await screen.screenshot(path=screenshot_path("login-ways"), full_page=True)


# --- the platform's token


async def test_a_link_to_a_lesson_opens_it_after_the_platforms_login(
    stack: Stack, platform: Platform, sit_down: SitDown
) -> None:
    screen = await sit_down()
    await screen.goto(DEEP_LINK)
    await screen.get_by_role("link", name="코딩앤플레이 계정으로 로그인").click()
    await at_the_platform(screen, "student14")
    await screen.wait_for_url(f"{HUB}/user/student14/lab/tree/{LESSON}", timeout=90_000)
    await expect(screen.get_by_role("tab", name=PRACTICE)).to_be_visible(timeout=60_000)

    visited = await addresses(screen)
    assert visited
    assert [address for address in visited if "token=" in address] == []
    for part in ("hub", "proxy"):
        assert "eyJ" not in stack.logs(part)
    await stop(screen)


async def test_a_lesson_of_the_platform_shows_the_notebook_in_its_frame(
    stack: Stack, platform: Platform, sit_down: SitDown
) -> None:
    screen = await sit_down()
    await screen.goto(f"{PLATFORM}/lesson?next={DEEP_LINK}")
    notebook = screen.frame_locator("iframe[name=jupyter]")
    await notebook.locator("input[name=user]").fill("student15")
    await notebook.get_by_role("button", name="로그인").click()
    await expect(notebook.get_by_role("tab", name=PRACTICE)).to_be_visible(timeout=90_000)
    await expect(notebook.get_by_role("menuitem", name="파일", exact=True)).to_be_visible()
    await screen.screenshot(path=screenshot_path("lesson-with-a-frame"))
    await stop(screen)


@pytest.mark.attack("baseline of headers")
async def test_no_other_site_shows_the_hub_or_a_server_in_a_frame(
    stack: Stack, platform: Platform, sit_down: SitDown
) -> None:
    screen = await sit_down()
    await screen.goto(f"{PLATFORM}/handover?user=student16&next=/hub/spawn")
    await screen.get_by_role("button", name="주피터 열기").click()
    await screen.wait_for_url(re.compile("/user/student16/lab"), timeout=90_000)

    for path in ("/hub/login", "/hub/home", "/user/student16/lab", "/hub/sso/refused?reason=fault"):
        await screen.goto(f"{PLATFORM}/frame?path={path}")
        assert await framed(screen) != "chrome-error://chromewebdata/", path
        await screen.goto(f"{STRANGER}/frame?path={path}")
        assert await framed(screen) == "chrome-error://chromewebdata/", path
    await stop(screen)


async def framed(screen: Page) -> str:
    """The address of what the frame shows, once it is loaded."""
    await screen.wait_for_load_state("load")
    found = ""

    async def shows_something() -> bool:
        # A browser that refuses an address replaces the frame: for a moment there is none.
        nonlocal found
        frame = screen.frame("jupyter")
        found = frame.url if frame else ""
        return found not in {"", "about:blank"}

    await eventually(shows_something, 10, "the frame shows something")
    return found


async def test_a_page_of_the_platform_hands_somebody_over_with_a_form(
    stack: Stack, platform: Platform, sit_down: SitDown
) -> None:
    screen = await sit_down()
    await screen.goto(f"{PLATFORM}/handover?user=student17&next=/hub/home")
    await screen.get_by_role("button", name="주피터 열기").click()
    await screen.wait_for_url(f"{HUB}/hub/home")
    await expect(screen.get_by_text("송초롱 님, 안녕하세요!")).to_be_visible()

    await screen.goto(f"{STRANGER}/handover?user=student18&next=/hub/home")
    await screen.get_by_role("button", name="주피터 열기").click()
    await expect(screen.get_by_role("alert")).to_have_text(messages.ORIGIN_REFUSED.ko)
    await screen.goto("/hub/home")
    await expect(screen.get_by_text("송초롱 님, 안녕하세요!")).to_be_visible()


BAD_TOKENS: Final[dict[str, tuple[str, Any]]] = {
    "expired": (token(**LONG_AGO), messages.TOKEN_EXPIRED),
    "not yet valid": (token(nbf=IN_A_WHILE), messages.TOKEN_REFUSED),
    "unsigned": (unsigned(), messages.TOKEN_REFUSED),
    "RS256": (signed(claims(), header={"alg": "RS256"}), messages.TOKEN_REFUSED),
    "another secret": (token("x" * 40), messages.TOKEN_REFUSED),
    "no userID": (token(userID=None), messages.TOKEN_REFUSED),
    "no exp": (token(exp=None), messages.TOKEN_REFUSED),
    "of nobody": (token(userID="nobody"), login_messages.NOT_A_MEMBER),
    "of somebody who may not": (token(userID="school1"), login_messages.ROLE_REFUSED),
}


#: The others are asked for without a browser, in `tests/integration/users`.
_SEEN: Final = ("expired", "of nobody")


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        pytest.param(*bad, id=name, marks=() if name in _SEEN else pytest.mark.long)
        for name, bad in BAD_TOKENS.items()
    ],
)
async def test_a_bad_token_ends_on_a_page_that_says_what_to_do(
    stack: Stack, platform: Platform, sit_down: SitDown, bad: str, message: Any
) -> None:
    platform.token_of = lambda _: bad
    screen = await sit_down()
    await screen.goto("/hub/login")
    await screen.get_by_role("link", name="코딩앤플레이 계정으로 로그인").click()
    await at_the_platform(screen, "student1")

    await expect(screen.get_by_role("alert")).to_have_text(message.ko)
    assert [address for address in await addresses(screen) if "token=" in address] == []
    await screen.goto("/hub/home")
    await expect(screen.locator("#login-form")).to_be_visible()


@pytest.mark.attack("oversized bodies")
async def test_a_token_of_a_megabyte_is_refused_like_any_other(
    stack: Stack, platform: Platform, sit_down: SitDown
) -> None:
    platform.token_of = lambda _: "x." * 500_000
    screen = await sit_down()
    await screen.goto(f"{PLATFORM}/handover?user=student1&next=/hub/home")
    await screen.get_by_role("button", name="주피터 열기").click()
    await expect(screen.get_by_role("alert")).to_have_text(messages.TOKEN_REFUSED.ko)


async def test_a_token_works_once(stack: Stack, platform: Platform, sit_down: SitDown) -> None:
    once = token(userID="student18")
    platform.token_of = lambda _: once
    for expected in ("류푸름 님, 안녕하세요!", messages.TOKEN_USED.ko):
        screen = await sit_down()
        await screen.goto(f"{PLATFORM}/handover?user=student18&next=/hub/home")
        await screen.get_by_role("button", name="주피터 열기").click()
        await expect(screen.get_by_text(expected)).to_be_visible()


# --- OpenID Connect


async def at_the_provider(screen: Page, account: str) -> None:
    await screen.wait_for_url(re.compile(PROVIDER))
    await screen.locator("input[name=account]").fill(account)
    await screen.get_by_role("button", name="log in").click()


async def test_a_providers_account_opens_the_persons_own_notebook(
    stack: Stack, provider: OidcProvider, sit_down: SitDown
) -> None:
    screen = await sit_down()
    await screen.goto("/hub/login?next=%2Fhub%2Fhome")
    await screen.get_by_role("link", name="한빛학교 계정으로 로그인").click()
    # Its claims of another name and userID are nothing to the hub: `sub` is who it is.
    await at_the_provider(screen, "student1")
    await screen.wait_for_url(f"{HUB}/hub/home")
    await expect(screen.get_by_text("이나래 님, 안녕하세요!")).to_be_visible()
    assert [url for url in await addresses(screen) if "code=" in url] == []


@pytest.mark.long
async def test_who_is_nobody_here_or_says_no_stays_outside(
    stack: Stack, provider: OidcProvider, sit_down: SitDown
) -> None:
    for account, message in (
        ("stranger", login_messages.NOT_A_MEMBER),
        ("guest1", login_messages.ROLE_REFUSED),
    ):
        screen = await sit_down()
        await screen.goto("/hub/oauth_login")
        await at_the_provider(screen, account)
        await expect(screen.get_by_role("alert")).to_have_text(message.ko)

    screen = await sit_down()
    await screen.goto("/hub/oauth_login")
    await screen.get_by_role("button", name="no", exact=True).click()
    await expect(screen.get_by_role("alert")).to_have_text(oauth_messages.CANCELLED.ko)


@pytest.mark.long
async def test_a_provider_that_goes_down_in_the_middle_is_said_to_be(
    stack: Stack, provider: OidcProvider, sit_down: SitDown
) -> None:
    screen = await sit_down()
    await before_the_way_back(screen, provider.stop)
    await screen.goto("/hub/oauth_login")
    # The browser comes back with a code, and nobody is left to take it.
    await at_the_provider(screen, "student1")
    await expect(screen.get_by_role("alert")).to_have_text(oauth_messages.PROVIDER_UNAVAILABLE.ko)
    await screen.screenshot(path=screenshot_path("provider-down"))


async def before_the_way_back(screen: Page, do: Callable[[], None]) -> None:
    """Do something when the provider has sent the browser back, which is not there yet."""
    # Playwright's own routes do not see where a redirect leads.
    session = await screen.context.new_cdp_session(screen)
    await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*/hub/oauth_callback*"}]})

    async def go_on(paused: dict[str, Any]) -> None:
        do()
        await session.send("Fetch.continueRequest", {"requestId": paused["requestId"]})

    session.on("Fetch.requestPaused", go_on)


# --- guests


async def test_a_guest_looks_around_and_leaves_nothing(stack: Stack, sit_down: SitDown) -> None:
    screen = await sit_down()
    await screen.goto("/hub/login")
    await screen.get_by_role("button", name="손님으로 둘러보기").click()
    await screen.wait_for_url(re.compile("/user/guest_[a-z0-9]{8}/lab"), timeout=90_000)
    await expect(screen.locator(".jp-DirListing-item", has_text=".ipynb").first).to_be_visible()
    await screen.screenshot(path=screenshot_path("guest"))
    await stop(screen)
    assert stack.keys("users/guest_") == []
    await screen.goto("/hub/logout")
    await expect(screen.get_by_text("로그아웃했습니다")).to_be_visible()


@pytest.mark.long
async def test_there_are_only_so_many_guests_at_one_address(
    stack: Stack, sit_down: SitDown
) -> None:
    # Whoever left in the test before may still have a place.
    for number in range(3):
        screen = await sit_down()
        # What a visitor says of their own address changes nothing.
        await screen.set_extra_http_headers({"X-Real-IP": f"192.0.2.{number}"})
        await screen.goto("/hub/login?next=%2Fhub%2Fhome")
        await screen.get_by_role("button", name="손님으로 둘러보기").click()
        await screen.wait_for_url(re.compile("/hub/(home|guest)"))
    told, _, _ = guest_messages.ADDRESS_FULL.ko.partition("{minutes}")
    await expect(screen.get_by_role("alert")).to_contain_text(told)


async def test_the_password_still_works_beside_all_of_them(stack: Stack, screen: Page) -> None:
    await screen.goto("/hub/login?next=%2Fhub%2Fhome")
    await screen.locator("#username_input").fill("student19")
    await screen.locator("#password_input").fill(PASSWORD)
    await screen.locator("#login_submit").click()
    await expect(screen.get_by_text("홍하늘 님, 안녕하세요!")).to_be_visible()
