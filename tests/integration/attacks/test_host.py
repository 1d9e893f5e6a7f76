"""What a request says of the hub's own host decides nothing."""

from itertools import product
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.integration.attacks.hub import PUBLIC, WAYS, leads_elsewhere, logged_in
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.hub import Visitor
from tests.integration.users.oauth_fixtures import Arrive
from tests.integration.users.oidc_provider import OidcProvider
from tests.reliability import Reliability

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


@pytest.fixture
def ways() -> dict[str, Any]:
    return WAYS | {"hub_public_url": PUBLIC}


async def pages(visitor: Visitor, headers: dict[str, str]) -> list[httpx.Response]:
    root = f"http://127.0.0.1:{visitor.app.hub.port}"
    return [await visitor.http.get(root + page, headers=headers) for page in _PAGES]


@pytest.mark.attack("host header")
@pytest.mark.parametrize("person", ["", "student1"])
async def test_no_page_and_no_redirect_names_another_host(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability, person: str
) -> None:
    own = frozenset({"127.0.0.1", urlsplit(PUBLIC).netloc})
    visitor = visitor_of(hub)
    if person:
        await logged_in(visitor, person)
    for headers in HEADERS:
        for answer in await pages(visitor, headers):
            assert answer.status_code < 500
            assert not leads_elsewhere(answer, own), answer.headers["location"]
            if answer.status_code != 424:
                assert EVIL not in answer.text, answer.url
    reliability.count(len(HEADERS) * len(_PAGES))


@pytest.mark.attack("host header")
@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: " ".join(headers.values()))
async def test_the_platform_sends_people_back_to_the_hub_alone(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability, headers: dict[str, str]
) -> None:
    answer = await visitor_of(hub).http.get("sso/start", headers=headers)
    [back] = parse_qs(urlsplit(answer.headers["location"]).query)["redirect"]
    assert back.startswith(f"{PUBLIC}/hub/sso/callback?state=")
    # Behind TLS, whatever the last proxy says of it.
    assert "; secure" in answer.headers["set-cookie"].lower()
    reliability.count(1)


@pytest.mark.attack("host header")
async def test_so_does_the_provider(
    arrive: Arrive, oidc: OidcProvider, reliability: Reliability
) -> None:
    visitor = await arrive(oidc, hub_public_url=PUBLIC)
    for headers in HEADERS:
        answer = await visitor.http.get("oauth_login", headers=headers)
        [back] = parse_qs(urlsplit(answer.headers["location"]).query)["redirect_uri"]
        assert back == f"{PUBLIC}/hub/oauth_callback"
    reliability.count(len(HEADERS))


@pytest.mark.attack("host header")
async def test_a_login_leads_to_no_host_that_the_request_claims_to_be(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    visitor = await logged_in(visitor_of(hub), "student1")
    for headers, scheme in product(HEADERS, ("https:", "http:", "")):
        target = f"{scheme}//{EVIL}/hub/home"
        answer = await visitor.http.get("login", params={"next": target}, headers=headers)
        assert answer.status_code == 302
        assert not leads_elsewhere(answer, frozenset({"127.0.0.1"})), answer.headers["location"]
    reliability.count(3 * len(HEADERS))
