"""Where a login leads: to this hub, whatever an address says."""

from itertools import product
from typing import Any, Final

import pytest

from tests.integration.attacks.entrances import ENTRANCES
from tests.integration.attacks.hub import leads_elsewhere, logged_in
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.hub import Visitor
from tests.integration.users.oauth_fixtures import Arrive
from tests.integration.users.oidc_provider import HUB_ORIGIN, OidcProvider
from tests.integration.users.platform import PLATFORM
from tests.reliability import Reliability

# Hundreds of requests each.
pytestmark = pytest.mark.timeout(600)

EVIL: Final = "evil.example"
#: What somebody puts before a host, so that it is taken for a path.
_BEFORE: Final = (
    "//", "///", "////", "\\\\", "/\\", "\\/", "/\t/", "/\n/", "/\r\n/", "\t//", " //", "/ /",
    "https://", "https:", "https:/", "HTTPS://", "https:\\\\", "//127.0.0.1@", "//127.0.0.1:80@",
    "//127.0.0.1%2f@", "/%09/", "/%5c", "/.//", "/..//", "/hub/..//", "/hub/%2e%2e//", "\x00//",
    "\x01https://", "javascript://", "data:text/html,//", "//127.0.0.1//", "///127.0.0.1//",
)  # fmt: skip
_AFTER: Final = ("", "/", "/hub/home", "?127.0.0.1", "#@127.0.0.1")
HOSTILE: Final = tuple(f"{before}{EVIL}{after}" for before, after in product(_BEFORE, _AFTER))
#: For ways that take longer: some of each kind.
_SOME: Final = HOSTILE[:: 2 * len(_AFTER) + 1]
_OWN: Final = frozenset({"127.0.0.1"})


@pytest.mark.attack("open redirect through next")
async def test_no_way_in_leads_elsewhere(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    visitor = visitor_of(hub)
    for (name, entrance), target in product(ENTRANCES.items(), _SOME):
        visitor.http.cookies.clear()
        answer = await entrance(visitor, target)
        assert answer.status_code < 400, f"{name} {target!r}: {answer.status_code}"
        # To the platform, whose login single sign-on begins with, only the button leads.
        assert not leads_elsewhere(answer, _OWN), f"{name} {target!r}: {answer.headers['location']}"
    reliability.count(len(ENTRANCES) * len(_SOME))


@pytest.mark.attack("open redirect through next")
@pytest.mark.attack("known advisories")
async def test_nor_with_any_other_spelling(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    # CVE-2026-33709 was one of these.
    visitor = await logged_in(visitor_of(hub), "student1")
    for target in HOSTILE:
        answer = await visitor.http.get("login", params={"next": target})
        assert answer.status_code == 302, f"{target!r}: {answer.status_code}"
        assert not leads_elsewhere(answer, _OWN), f"{target!r}: {answer.headers['location']}"
    reliability.count(len(HOSTILE))


@pytest.mark.attack("open redirect through next")
async def test_the_pages_before_and_after_a_server_lead_nowhere_else(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    visitor = await logged_in(visitor_of(hub), "student1")
    answer = await visitor.http.post("api/users/student1/server")
    assert answer.status_code in {201, 202}, answer.text
    for path, target in product(("spawn", "spawn-pending/student1", "user-redirect/lab"), _SOME):
        answer = await visitor.http.get(path, params={"next": target})
        assert answer.status_code < 400, f"{path} {target!r}: {answer.status_code}"
        assert not leads_elsewhere(answer, _OWN), f"{target!r}: {answer.headers['location']}"
    reliability.count(3 * len(_SOME))


@pytest.mark.attack("open redirect through next")
async def test_nor_by_a_path_that_looks_like_a_host(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    visitor = await logged_in(visitor_of(hub), "student1")
    root = f"http://127.0.0.1:{hub.hub.port}"
    paths = [
        f"{before}{EVIL}{after}"
        for before in ("//", "///", "/%2f", "/%5c", "/hub//", "/user//", "/user/%2f%2f", "/hub/user-redirect//")
        for after in ("", "/", "/..", "/%2e%2e/")
    ]  # fmt: skip
    for path in paths:
        answer = await visitor.http.get(root + path)
        assert answer.status_code < 500, path
        assert not leads_elsewhere(answer, _OWN), f"{path}: {answer.headers['location']}"
    reliability.count(len(paths))


@pytest.mark.attack("open redirect through next")
async def test_the_providers_way_back_leads_nowhere_else(
    arrive: Arrive, oidc: OidcProvider, reliability: Reliability
) -> None:
    visitor = await arrive(oidc)
    hosts = frozenset({HUB_ORIGIN.partition("//")[2]})
    for target in _SOME:
        visitor.http.cookies.clear()
        answer = await visitor.oauth_login("student1", next=target)
        assert answer.status_code == 302, f"{target!r}: {answer.status_code}"
        assert not leads_elsewhere(answer, hosts), f"{target!r}: {answer.headers['location']}"
    reliability.count(len(_SOME))


async def test_the_platform_is_the_one_place_elsewhere_that_a_button_leads_to(
    hub: Any, visitor_of: VisitorFactory
) -> None:
    visitor: Visitor = visitor_of(hub)
    answer = await visitor.http.get("sso/start", params={"next": f"//{EVIL}"})
    assert answer.headers["location"].startswith(f"{PLATFORM}/auth/login?redirect=")
    assert leads_elsewhere(answer, _OWN)
