"""Login through a certified OpenID provider."""

import logging
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.integration.users.oauth_fixtures import Arrive
from tests.integration.users.oauth_visitor import OAuthVisitor
from tests.integration.users.oidc_provider import (
    ACCOUNTS,
    CLIENT_SECRET,
    HUB_ORIGIN,
    OidcProvider,
)


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
@pytest.mark.attack("open redirect through next")
async def test_the_way_ends_where_the_person_wanted_to_go_in_the_hub_and_nowhere_else(
    arrive: Arrive, oidc: OidcProvider, target: str, expected: str
) -> None:
    visitor = await arrive(oidc)

    assert (await visitor.oauth_login("student1", next=target)).headers["location"] == expected


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
