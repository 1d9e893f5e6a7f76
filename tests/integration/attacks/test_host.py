"""What a request says of the hub's own host decides nothing."""

from collections.abc import AsyncIterator
from itertools import product
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.integration.attacks.hub import WAYS, leads_elsewhere, logged_in
from tests.integration.users.oauth_fixtures import Arrive
from tests.integration.users.oauth_visitor import OAuthVisitor
from tests.integration.users.oidc_provider import HUB_ORIGIN, OidcProvider
from tests.reliability import Reliability

# Hundreds of requests each.
pytestmark = pytest.mark.timeout(600)

EVIL: Final = "evil.example"
#: Every header by which some proxy says which host was asked for.
HEADERS: Final[tuple[dict[str, str], ...]] = (
    {"Host": EVIL},
    {"Host": f"{EVIL}:443"},
    {"Host": f"hub.example.org.{EVIL}"},
    {"Host": f"hub.example.org@{EVIL}"},
    {"X-Forwarded-Host": EVIL},
    {"X-Host": EVIL},
    {"X-Forwarded-Server": EVIL},
    {"X-HTTP-Host-Override": EVIL},
    {"Forwarded": f"host={EVIL};proto=https"},
    {"X-Original-URL": f"https://{EVIL}/"},
    {"X-Rewrite-URL": f"//{EVIL}/"},
    {"Host": EVIL, "X-Forwarded-Proto": "https"},
)
_PAGES: Final = (
    "/", "/hub", "/hub/", "/hub/login", "/hub/home", "/hub/spawn", "/hub/token", "/hub/user-redirect/lab",
    "/user/student1/lab", "/user/student1", "/hub/user/student1/lab", "/hub/user/student1/api/contents",
    "/hub/logout", "/hub/api/", "/hub/api/users/student1", "/services/classroom", "/hub/nothing",
)  # fmt: skip


_OWN: Final = frozenset({urlsplit(HUB_ORIGIN).netloc})


@pytest.fixture
def ways() -> dict[str, Any]:
    return WAYS | {"hub_public_url": HUB_ORIGIN}


@pytest.fixture
async def visitor(hub: Any) -> AsyncIterator[OAuthVisitor]:
    """Somebody whose connection to the hub's public address is encrypted."""
    async with OAuthVisitor(hub) as visitor:
        yield visitor


def is_no_host(answer: httpx.Response) -> bool:
    """Tell whether what was sent as the host's name is refused for being none."""
    return answer.status_code == 400


@pytest.mark.attack("host header")
@pytest.mark.parametrize("person", ["", "student1"])
async def test_no_page_and_no_redirect_names_another_host(
    visitor: OAuthVisitor, reliability: Reliability, person: str
) -> None:
    if person:
        await logged_in(visitor, person)
        assert await visitor.name() == person
    for headers, page in product(HEADERS, _PAGES):
        answer = await visitor.http.get(HUB_ORIGIN + page, headers=headers)
        assert answer.status_code < 500
        assert not leads_elsewhere(answer, _OWN), answer.headers["location"]
        # What JupyterLab reads of a server that is off repeats the address that it asked.
        assert answer.status_code == 424 or EVIL not in answer.text, answer.url
    reliability.count(len(HEADERS) * len(_PAGES))


@pytest.mark.attack("host header")
async def test_the_platform_sends_people_back_to_the_hub_alone(
    visitor: OAuthVisitor, reliability: Reliability
) -> None:
    for headers in HEADERS:
        answer = await visitor.http.get("sso/start", headers=headers)
        if is_no_host(answer):
            continue
        [back] = parse_qs(urlsplit(answer.headers["location"]).query)["redirect"]
        assert back.startswith(f"{HUB_ORIGIN}/hub/sso/callback?state="), headers
        # Behind TLS, whatever the last proxy says of it.
        assert "; secure" in answer.headers["set-cookie"].lower()
    reliability.count(len(HEADERS))


@pytest.mark.attack("host header")
async def test_so_does_the_provider(
    arrive: Arrive, oidc: OidcProvider, reliability: Reliability
) -> None:
    visitor = await arrive(oidc, hub_public_url=HUB_ORIGIN)
    for headers in HEADERS:
        answer = await visitor.http.get("oauth_login", headers=headers)
        if is_no_host(answer):
            continue
        [back] = parse_qs(urlsplit(answer.headers["location"]).query)["redirect_uri"]
        assert back == f"{HUB_ORIGIN}/hub/oauth_callback", headers
    reliability.count(len(HEADERS))


@pytest.mark.attack("host header")
async def test_a_login_leads_to_no_host_that_the_request_claims_to_be(
    visitor: OAuthVisitor, reliability: Reliability
) -> None:
    await logged_in(visitor, "student1")
    for headers, scheme in product(HEADERS, ("https:", "http:", "")):
        target = f"{scheme}//{EVIL}/hub/home"
        answer = await visitor.http.get("login", params={"next": target}, headers=headers)
        assert is_no_host(answer) or answer.status_code == 302
        assert not leads_elsewhere(answer, _OWN), answer.headers["location"]
    reliability.count(3 * len(HEADERS))
