"""Who is not logged in through the provider, and what they read."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hub_ext.users import messages as login_messages
from hub_ext.users.oauth import messages
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.oauth_fixtures import Arrive, refusals
from tests.integration.users.oauth_visitor import OAuthVisitor, alert
from tests.integration.users.oidc_provider import (
    OidcProvider,
)


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
    assert len(refusals(caplog)) == 1


async def test_somebody_whose_role_may_not_use_notebooks_stays_outside(
    arrive: Arrive, oidc: OidcProvider, sqlite: Path, caplog: pytest.LogCaptureFixture
) -> None:
    change_sqlite(sqlite, "UPDATE Users SET role = 'guest' WHERE userID = 'student1'")
    visitor = await arrive(oidc)
    answer = await visitor.oauth_login("student1")

    assert (answer.status_code, alert(answer)) == (403, login_messages.ROLE_REFUSED.ko)
    assert len(refusals(caplog)) == 1


async def test_who_says_no_there_is_not_logged_in_here(
    arrive: Arrive, oidc: OidcProvider, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = await arrive(oidc)
    answer = await visitor.http.get(await visitor.answer(await visitor.begin(), {"cancel": "yes"}))

    assert (answer.status_code, alert(answer)) == (403, messages.CANCELLED.ko)
    assert len(refusals(caplog)) == 1


@pytest.mark.parametrize("state", ["", "&state=forged", "&state=%FF%FE", "&state=bnVsbA=="])
@pytest.mark.attack("XSRF with Sec-Fetch headers")
async def test_a_callback_without_the_state_of_this_browser_is_refused(
    arrive: Arrive, oidc: OidcProvider, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = await arrive(oidc)
    code = parse_qs(urlsplit(await visitor.way_back("student1")).query)["code"][0]
    answer = await visitor.http.get(f"oauth_callback?code={code}{state}")

    assert (answer.status_code, alert(answer)) == (403, messages.START_AGAIN.ko)
    assert await visitor.name() is None
    assert len(refusals(caplog)) == 1


@pytest.mark.attack("session fixation")
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
