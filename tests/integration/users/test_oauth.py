"""Login through a certified OpenID provider, and through ones with faults."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from traitlets.config import Config

import hub_ext.pages
from hub_ext.settings import HubSettings
from hub_ext.users import messages as login_messages
from hub_ext.users.oauth import asking, messages
from tests.integration.users import hub as hub_module
from tests.integration.users.broken_provider import BrokenProvider
from tests.integration.users.conftest import HubFactory
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.oauth_visitor import OAuthVisitor, alert
from tests.integration.users.oidc_provider import (
    ACCOUNTS,
    CLIENT_ID,
    CLIENT_SECRET,
    HUB_ORIGIN,
    OidcProvider,
)
from tests.unit.users.settings import hub_settings

Arrive = Callable[..., Awaitable[OAuthVisitor]]


@pytest.fixture(scope="module")
def oidc() -> Iterator[OidcProvider]:
    with OidcProvider() as provider:
        yield provider


@pytest.fixture
async def broken() -> AsyncIterator[BrokenProvider]:
    provider = BrokenProvider()
    await provider.start()
    yield provider
    await provider.stop()


@pytest.fixture
async def arrive(
    start_hub: HubFactory, sqlite_hub_settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Arrive]:
    """Starts the hub of a test, with the project's pages, and opens a browser before it."""
    login_config = hub_module.hub_config

    def with_pages(settings: HubSettings) -> Config:
        c = login_config(settings)
        hub_ext.pages.configure(c, settings)
        return c

    monkeypatch.setattr(hub_module, "hub_config", with_pages)
    async with AsyncExitStack() as stack:

        async def come(provider: OidcProvider | BrokenProvider, **values: Any) -> OAuthVisitor:
            oauth = {
                "auth": "database,oauth",
                "hub_oauth_issuer": provider.issuer,
                "hub_oauth_client_id": CLIENT_ID,
                "hub_oauth_client_secret": CLIENT_SECRET,
            }
            hub = await start_hub(hub_settings(**sqlite_hub_settings | oauth | values))
            return await stack.enter_async_context(OAuthVisitor(hub))

        yield come


@pytest.mark.parametrize(
    ("match", "account"), [("userID", "student1"), ("id", "4"), ("email", "account-1")]
)
async def test_each_kind_of_match_logs_in_the_person_of_the_row(
    arrive: Arrive, oidc: OidcProvider, match: str, account: str
) -> None:
    visitor = await arrive(oidc, hub_oauth_match=match)
    answer = await visitor.oauth_login(account)

    assert (answer.status_code, answer.headers["location"]) == (302, "/hub/spawn")
    assert await visitor.name() == "student1"
    user = visitor.app.users["student1"]
    assert not user.admin
    state = await user.get_auth_state()
    assert (state["row_id"], state["role"]) == (4, "student")
    assert not [key for key in state if "token" in key]


async def test_the_provider_is_asked_with_a_state_pkce_and_the_scope_that_is_needed(
    arrive: Arrive, oidc: OidcProvider
) -> None:
    visitor = await arrive(oidc)
    answer = await visitor.begin()
    asked = parse_qs(urlsplit(answer.headers["location"]).query)

    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{HUB_ORIGIN}/hub/oauth_callback"]
    assert len(asked["state"][0]) > 20
    cookie = answer.headers["set-cookie"].lower()
    assert "secure" in cookie
    assert "httponly" in cookie
    assert "path=/hub/" in cookie


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/hub/user/student1/notebooks/a.ipynb?x=1", "/hub/user/student1/notebooks/a.ipynb?x=1"),
        ("https://evil.example/", "/hub/spawn"),
        ("//evil.example/", "/hub/spawn"),
        ("/\\evil.example/", "/%5Cevil.example/"),
        ("/\t/evil.example/", "/hub/spawn"),
        ("javascript:alert(1)", "/hub/spawn"),
        ("/hub/" + "x" * 5000, "/hub/spawn"),
    ],
)
async def test_the_way_ends_where_the_person_wanted_to_go_in_the_hub_and_nowhere_else(
    arrive: Arrive, oidc: OidcProvider, target: str, expected: str
) -> None:
    visitor = await arrive(oidc)

    assert (await visitor.oauth_login("student1", next=target)).headers["location"] == expected


@pytest.mark.parametrize(
    ("match", "account", "message"),
    [
        ("userID", "stranger", login_messages.NOT_A_MEMBER),
        ("userID", "Student1", login_messages.NOT_A_MEMBER),
        ("userID", "account-1", login_messages.NOT_A_MEMBER),
        ("id", "04", login_messages.NOT_A_MEMBER),
        ("id", "student1", login_messages.NOT_A_MEMBER),
        ("email", "account-2", messages.EMAIL_UNVERIFIED),
        ("email", "account-3", messages.EMAIL_UNVERIFIED),
        ("email", "student1", messages.EMAIL_UNVERIFIED),
        ("email", "account-4", login_messages.NOT_A_MEMBER),
        ("email", "account-5", login_messages.NOT_A_MEMBER),
    ],
)
async def test_an_account_that_is_nobody_here_is_told_so(
    arrive: Arrive,
    oidc: OidcProvider,
    match: str,
    account: str,
    message: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    visitor = await arrive(oidc, hub_oauth_match=match)
    answer = await visitor.oauth_login(account)

    assert (answer.status_code, alert(answer)) == (403, message.ko)
    assert await visitor.name() is None
    assert len(_refusals(caplog)) == 1


async def test_somebody_whose_role_may_not_use_notebooks_stays_outside(
    arrive: Arrive, oidc: OidcProvider, sqlite: Path, caplog: pytest.LogCaptureFixture
) -> None:
    change_sqlite(sqlite, "UPDATE Users SET role = 'guest' WHERE userID = 'student1'")
    visitor = await arrive(oidc)
    answer = await visitor.oauth_login("student1")

    assert (answer.status_code, alert(answer)) == (403, login_messages.ROLE_REFUSED.ko)
    assert len(_refusals(caplog)) == 1


async def test_a_directory_that_is_down_is_said_to_be(
    arrive: Arrive, oidc: OidcProvider, sqlite: Path
) -> None:
    visitor = await arrive(oidc)
    await asyncio.to_thread(sqlite.unlink)
    answer = await visitor.oauth_login("student1")

    assert (answer.status_code, alert(answer)) == (503, login_messages.UNAVAILABLE.ko)


async def test_who_says_no_there_is_not_logged_in_here(
    arrive: Arrive, oidc: OidcProvider, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = await arrive(oidc)
    answer = await visitor.http.get(await visitor.answer(await visitor.begin(), {"cancel": "yes"}))

    assert (answer.status_code, alert(answer)) == (403, messages.CANCELLED.ko)
    assert len(_refusals(caplog)) == 1


@pytest.mark.parametrize("state", ["", "&state=forged", "&state=%FF%FE", "&state=bnVsbA=="])
async def test_a_callback_without_the_state_of_this_browser_is_refused(
    arrive: Arrive, oidc: OidcProvider, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = await arrive(oidc)
    code = parse_qs(urlsplit(await visitor.way_back("student1")).query)["code"][0]
    answer = await visitor.http.get(f"oauth_callback?code={code}{state}")

    assert (answer.status_code, alert(answer)) == (403, messages.START_AGAIN.ko)
    assert await visitor.name() is None
    assert len(_refusals(caplog)) == 1


async def test_the_callback_of_somebody_else_logs_nobody_in(
    arrive: Arrive, oidc: OidcProvider
) -> None:
    attacker = await arrive(oidc)
    callback = await attacker.way_back("student1")
    async with OAuthVisitor(attacker.app) as victim:
        assert (await victim.http.get(callback)).status_code == 403
        await victim.begin()
        assert (await victim.http.get(callback)).status_code == 403
        assert await victim.name() is None


async def test_a_code_works_once(arrive: Arrive, oidc: OidcProvider) -> None:
    visitor = await arrive(oidc)
    callback = await visitor.way_back("student1")
    cookies = dict(visitor.http.cookies)
    assert (await visitor.http.get(callback)).status_code == 302
    assert "oauthenticator-state" not in dict(visitor.http.cookies)

    # Somebody who kept the cookie as well.
    async with OAuthVisitor(visitor.app) as again:
        again.http.cookies.set("oauthenticator-state", cookies["oauthenticator-state"])
        answer = await again.http.get(callback)
        assert (answer.status_code, alert(answer)) == (403, messages.START_AGAIN.ko)
        assert await again.name() is None


async def test_a_wrong_secret_is_the_operators_to_mend(
    arrive: Arrive, oidc: OidcProvider, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = await arrive(oidc, hub_oauth_client_secret="another")
    answer = await visitor.oauth_login("student1")

    assert (answer.status_code, alert(answer)) == (502, messages.PROVIDER_UNFIT.ko)
    (line,) = _refusals(caplog)
    assert "HUB_OAUTH_CLIENT_SECRET" in line


async def test_a_provider_that_was_down_when_the_hub_started_works_when_it_is_up(
    arrive: Arrive, caplog: pytest.LogCaptureFixture
) -> None:
    with OidcProvider() as provider:
        provider.stop()
        visitor = await arrive(provider)
        answer = await visitor.begin()
        assert (answer.status_code, alert(answer)) == (503, messages.PROVIDER_UNAVAILABLE.ko)
        assert answer.headers["retry-after"] == "10"
        assert len(_refusals(caplog)) == 1
        assert (await visitor.login("student1", "codingnplay")).status_code == 302

        await asyncio.to_thread(provider.start_again)
        async with OAuthVisitor(visitor.app) as later:
            assert (await later.oauth_login("student1")).status_code == 302


async def test_the_login_page_has_the_form_and_the_button(
    arrive: Arrive, oidc: OidcProvider
) -> None:
    visitor = await arrive(oidc, hub_oauth_name="한별학교")
    page = (await visitor.http.get("login", params={"next": "/hub/home"})).text

    assert 'id="login-form"' in page
    assert 'href="/hub/oauth_login?next=%2Fhub%2Fhome"' in page
    assert "한별학교" in page


async def test_without_oauth_there_is_no_such_place(arrive: Arrive, oidc: OidcProvider) -> None:
    visitor = await arrive(oidc, auth="database")

    assert (await visitor.begin()).status_code == 404
    assert (await visitor.http.get("oauth_callback")).status_code == 404


async def test_nothing_secret_is_logged(
    arrive: Arrive, oidc: OidcProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = await arrive(oidc, hub_oauth_match="email")
    secrets = [
        CLIENT_SECRET,
        *(str(account.get("email") or "?@?") for account in ACCOUNTS.values()),
    ]
    for account in ("account-1", "account-2", "account-4"):
        async with OAuthVisitor(visitor.app) as person:
            callback = await person.way_back(account)
            secrets += [parse_qs(urlsplit(callback).query)[name][0] for name in ("code", "state")]
            await person.http.get(callback)
            await person.http.get(callback)
            await person.http.get(callback.replace("state=", "state=%FF"))

    lines = [
        record.getMessage() + (record.exc_text or "")
        for record in caplog.records
        if not record.name.startswith(("httpx", "httpcore"))
    ]
    assert lines
    assert not [line for line in lines for secret in secrets if secret in line]


@pytest.mark.parametrize(
    ("path", "fault", "status"),
    [
        ("/.well-known/openid-configuration", {"issuer": "http://127.0.0.1:1"}, 502),
        ("/.well-known/openid-configuration", {"token_endpoint": "ftp://example.org/"}, 502),
        ("/.well-known/openid-configuration", {"userinfo_endpoint": None}, 502),
        ("/.well-known/openid-configuration", "no JSON", 502),
        ("/.well-known/openid-configuration", "[" * 100_000, 502),
        ("/.well-known/openid-configuration", "x" * (asking.LARGEST_ANSWER + 1), 503),
        ("/.well-known/openid-configuration", "http://127.0.0.1:1/", 502),
        ("/.well-known/openid-configuration", 500, 503),
        ("/token", 500, 503),
        ("/token", 418, 502),
        ("/token", {}, 502),
        ("/token", {"access_token": 7, "token_type": "Bearer"}, 502),
        ("/token", {"access_token": "a\r\nb", "token_type": "Bearer"}, 502),
        ("/token", {"access_token": "SECRET", "error_description": "SECRET"}, 502),
        ("/userinfo", 503, 503),
        ("/userinfo", "http://127.0.0.1:1/", 502),
        ("/userinfo", {"name": "student1"}, 502),
        ("/userinfo", {"sub": 4}, 502),
        ("/userinfo", {"sub": "\ud800"}, 403),
        ("/userinfo", {"sub": "x" * 300}, 403),
    ],
)
async def test_a_provider_with_a_fault_ends_in_a_page_and_one_line(
    arrive: Arrive,
    broken: BrokenProvider,
    path: str,
    fault: Any,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    is_document = path.startswith("/.well-known") and isinstance(fault, dict)
    broken.answers[path] = broken.document(**fault) if is_document else fault
    visitor = await arrive(broken)
    answer = await visitor.begin()
    if answer.status_code == 302:
        state = parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]
        answer = await visitor.http.get("oauth_callback", params={"code": "SECRET", "state": state})

    assert answer.status_code == status
    assert "파일은 그대로 있습니다" in alert(answer)
    assert len(_refusals(caplog)) == 1
    assert "SECRET" not in caplog.text


async def test_a_provider_that_does_not_answer_is_not_waited_for_long(
    arrive: Arrive, broken: BrokenProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ANSWER_SECONDS", 0.3)
    broken.answers["/.well-known/openid-configuration"] = None
    visitor = await arrive(broken)
    answers = await asyncio.gather(*(visitor.begin() for _ in range(30)))

    assert {answer.status_code for answer in answers} == {503}
    assert len(broken.asked) == 1


def _refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is logged at the level of a warning or above, but for the line of each request."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.funcName != "log_request"
    ]
