"""Logins of people whose browsers ask for different languages, at one hub."""

import asyncio
import html
import re
from collections.abc import Callable
from typing import Any, get_args

import httpx
import pytest
from traitlets.config import Config

from hub_ext import pages
from hub_ext.language import Language, Message
from hub_ext.settings import HubSettings
from hub_ext.users import messages
from hub_ext.users.guests import messages as guest_messages
from hub_ext.users.oauth.messages import START_AGAIN
from hub_ext.users.sso.messages import TOKEN_REFUSED
from tests.integration.users import hub as hub_module
from tests.integration.users.conftest import HubFactory, VisitorFactory
from tests.integration.users.hub import Visitor, hub_config
from tests.integration.users.platform import SINGLE_SIGN_ON, post
from tests.unit.users.settings import hub_settings

LANGUAGES: tuple[Language, ...] = get_args(Language)
ALERT = re.compile(r'role="alert"[^>]*>(.*?)</p>', re.DOTALL)
EVERY_WAY = {
    **SINGLE_SIGN_ON,
    "auth": "database,jwt,oauth,guest",
    "hub_language": "browser",
    "hub_guests": 2,
    "hub_oauth_issuer": "http://127.0.0.1:9",
    "hub_oauth_client_id": "eduhub",
    "hub_oauth_client_secret": "not-asked-for-here",
}

Browser = Callable[[Language], Visitor]


@pytest.fixture
async def hub(
    start_hub: HubFactory, sqlite_hub_settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Any:
    """A hub with every way to log in, and our pages."""

    def with_our_pages(settings: HubSettings) -> Config:
        c = hub_config(settings)
        pages.configure(c, settings)
        return c

    monkeypatch.setattr(hub_module, "hub_config", with_our_pages)
    return await start_hub(hub_settings(**sqlite_hub_settings | EVERY_WAY))


@pytest.fixture
def browser(hub: Any, visitor_of: VisitorFactory) -> Browser:
    """Opens a browser that asks for a language."""

    def arrive(language: Language) -> Visitor:
        visitor = visitor_of(hub)
        visitor.http.headers["Accept-Language"] = f"{language};q=0.9, fr"
        return visitor

    return arrive


def check(answer: httpx.Response, status: int, language: Language, message: Message) -> None:
    found = ALERT.search(answer.text)
    assert found, answer.text
    # Whatever the minutes are.
    spoken = re.escape(getattr(message, language)).replace(r"\{minutes\}", "[0-9]+")
    assert re.fullmatch(spoken, html.unescape(found.group(1)).strip())
    assert answer.status_code == status
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.text


async def test_what_is_typed_wrong_is_told_in_the_language_of_who_typed_it(
    browser: Browser,
) -> None:
    """Also when everybody types at the same moment, and later to whoever is locked out by others."""
    people = [browser(language) for language in LANGUAGES * 5]
    wrong = await asyncio.gather(*[person.login("nobody", "wrong") for person in people[:5]])

    for language, answer in zip(LANGUAGES * 5, wrong, strict=False):
        check(answer, 403, language, messages.WRONG)
    for language, person in zip(LANGUAGES, people[-2:], strict=True):
        check(await person.login("nobody", "wrong"), 429, language, messages.LOCKED)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_outdated_form_and_a_refused_role(browser: Browser, language: Language) -> None:
    visitor = browser(language)
    outdated = await visitor.http.post("login", data={"username": "x", "password": "y"})

    check(outdated, 403, language, messages.FORM_EXPIRED)
    check(await visitor.login("kinder1", "codingnplay"), 403, language, messages.ROLE_REFUSED)


async def test_other_ways_of_logging_in(browser: Browser) -> None:
    for language in LANGUAGES * 2:
        visitor = browser(language)
        check(await post(visitor, "bad"), 401, language, TOKEN_REFUSED)
        callback = await visitor.http.get("oauth_callback", params={"state": "x", "code": "y"})
        check(callback, 403, language, START_AGAIN)


async def test_guests_are_named_once_and_refused_in_their_language(
    hub: Any, browser: Browser
) -> None:
    guests = {language: browser(language) for language in LANGUAGES}
    for visitor in guests.values():
        await visitor.guest_login()
    for language in LANGUAGES:
        check(await browser(language).guest_login(), 429, language, guest_messages.FULL)

    for language, visitor in guests.items():
        name = await visitor.name()
        shown = hub.users[name].orm_user.user_info
        assert shown == {
            "name": name,
            "display_name": getattr(guest_messages.DISPLAY_NAME, language),
        }
        # The hub looks at them again for their server, which asks for no language.
        hub.users[name]._auth_refreshed = 0
        del visitor.http.headers["Accept-Language"]
        assert await visitor.name() == name
        assert hub.users[name]._auth_refreshed
        assert hub.users[name].orm_user.user_info == shown
