import asyncio
from typing import Any

import pytest

from hub_ext.users.oauth.discovery import KEPT_SECONDS, Discovery, Endpoints, read_endpoints
from hub_ext.users.oauth.errors import ProviderUnavailable, ProviderUnfit

ISSUER = "https://login.example.org"
DOCUMENT = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": "https://tokens.example.org/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
}


def endpoints(**changes: Any) -> Endpoints:
    return read_endpoints(DOCUMENT | changes, ISSUER, encrypted=True)


def test_a_slash_at_the_end_makes_no_other_issuer() -> None:
    assert endpoints(issuer=f"{ISSUER}/").token_endpoint == "https://tokens.example.org/token"


@pytest.mark.parametrize(
    ("methods", "basic"),
    [
        (["client_secret_basic", "client_secret_post"], True),
        (["client_secret_post"], False),
        (["private_key_jwt"], True),
    ],
)
def test_the_secret_goes_where_the_provider_takes_it(methods: list[str], basic: bool) -> None:
    assert endpoints().basic_auth
    assert endpoints(token_endpoint_auth_methods_supported=methods).basic_auth == basic


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://login.example.org.evil.example"},
        {"issuer": "https://LOGIN.example.org"},
        {"issuer": None},
        {"token_endpoint": "http://login.example.org/token"},
        {"token_endpoint": "https://"},
        {"token_endpoint": "https://name@login.example.org/token"},
        {"token_endpoint": "https://[login/token"},
        {"token_endpoint": "https://login.example.org:port/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": f"{ISSUER}/a\r\nSet-Cookie: x=y"},
        {"userinfo_endpoint": 7},
        {"userinfo_endpoint": f"{ISSUER}/userinfo#there"},
        {"token_endpoint_auth_methods_supported": "client_secret_basic"},
    ],
)
def test_what_is_not_the_provider_or_not_encrypted_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProviderUnfit):
        endpoints(**changes)


def test_only_development_does_without_encryption() -> None:
    plain = {name: value.replace("https:", "http:") for name, value in DOCUMENT.items()}

    assert read_endpoints(plain, "http://login.example.org", encrypted=False)


async def test_the_endpoints_are_kept_for_an_hour_and_failures_are_not() -> None:
    now = 0.0
    results: list[Endpoints | Exception] = [
        ProviderUnavailable("down"),
        endpoints(),
        endpoints(userinfo_endpoint=f"{ISSUER}/new"),
    ]

    async def ask() -> Endpoints:
        match results.pop(0):
            case Endpoints() as found:
                return found
            case error:
                raise error

    discovery = Discovery(ask, clock=lambda: now)
    with pytest.raises(ProviderUnavailable):
        await discovery.endpoints()
    first = await discovery.endpoints()
    now = KEPT_SECONDS - 1
    assert await discovery.endpoints() is first
    now = KEPT_SECONDS
    assert (await discovery.endpoints()).userinfo_endpoint == f"{ISSUER}/new"


async def test_who_leaves_does_not_end_the_question_of_the_others() -> None:
    answer = asyncio.Event()
    asked = 0

    async def ask() -> Endpoints:
        nonlocal asked
        asked += 1
        await answer.wait()
        return endpoints()

    discovery = Discovery(ask)
    leaving = asyncio.create_task(discovery.endpoints())
    staying = asyncio.create_task(discovery.endpoints())
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.wait([leaving])
    answer.set()

    assert await staying
    assert asked == 1
