"""Line breaks and worse, in everything that could come out again in a header."""

from itertools import product
from typing import Any, Final

import httpx
import pytest

from tests.integration.attacks.entrances import ENTRANCES
from tests.integration.attacks.hub import logged_in
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.oauth_fixtures import Arrive
from tests.integration.users.oidc_provider import OidcProvider
from tests.reliability import Reliability

# Hundreds of requests each.
pytestmark = pytest.mark.timeout(600)

#: Where a login shall lead, and what shall come after it.
BREAKING: Final = tuple(
    f"/hub/home{line_break}{header}"
    for line_break, header in product(
        ("\r\n", "\n", "\r", "\r\n\r\n", "\x0b", "\x7f", "\u2028", "\u560d\u560a"),
        ("Set-Cookie: jupyterhub-hub-login=evil", "X-Evil: 1"),
    )
)
#: The same in a path, where servers decode it.
PATHS: Final = tuple(
    place.format(f"{line_break}X-Evil:1")
    for place, line_break in product(
        ("/user/{}", "/user/student1/{}", "/user/student1/{}/", "/hub/user/student1/{}", "/hub/{}",
         "/hub/user-redirect/{}", "/hub/spawn/{}", "/hub/spawn-pending/{}", "/{}", "/services/{}"),
        ("%0d%0a", "%0a", "%0d", "%E2%80%A8", "%00", "%7f", "%c0%8a"),
    )
)  # fmt: skip


def untouched(answer: httpx.Response) -> bool:
    """Tell whether an answer has the headers that the hub writes, and none that was sent to it."""
    cookies = answer.headers.get_list("set-cookie")
    return "x-evil" not in answer.headers and not [c for c in cookies if "=evil" in c]


@pytest.mark.attack("header injection")
async def test_a_line_break_in_next_is_a_login_that_leads_home(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    visitor = visitor_of(hub)
    for (name, entrance), target in product(ENTRANCES.items(), BREAKING):
        visitor.http.cookies.clear()
        answer = await entrance(visitor, target)
        assert answer.status_code in {200, 302, 303}, f"{name} {target!r}: {answer.status_code}"
        assert untouched(answer), target
        assert "refused" not in answer.headers.get("location", "")
    reliability.count(len(ENTRANCES) * len(BREAKING))


@pytest.mark.attack("header injection")
async def test_nor_does_it_break_the_providers_login(
    arrive: Arrive, oidc: OidcProvider, reliability: Reliability
) -> None:
    visitor = await arrive(oidc)
    for target in BREAKING:
        visitor.http.cookies.clear()
        answer = await visitor.oauth_login("student1", next=target)
        assert answer.status_code == 302, f"{target!r}: {answer.status_code}"
        assert untouched(answer), target
    reliability.count(len(BREAKING))


@pytest.mark.attack("header injection")
async def test_a_line_break_in_a_path_is_no_header_and_no_fault(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    root = f"http://127.0.0.1:{hub.hub.port}"
    stranger, student = visitor_of(hub), await logged_in(visitor_of(hub), "student1")
    for visitor, path in product((stranger, student), PATHS):
        answer = await visitor.http.get(root + path)
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        assert untouched(answer), path
    reliability.count(2 * len(PATHS))


@pytest.mark.attack("header injection")
async def test_nor_is_one_in_next_of_a_page(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    student = await logged_in(visitor_of(hub), "student1")
    answer = await student.http.post("api/users/student1/server")
    assert answer.status_code in {201, 202}, answer.text
    pages = ("spawn", "spawn-pending/student1", "accept-share", "user-redirect/lab", "home")
    for page, target in product(pages, BREAKING):
        answer = await student.http.get(page, params={"next": target, "code": "none"})
        assert answer.status_code < 500, f"{page} {target!r}: {answer.status_code}"
        assert untouched(answer), target
    reliability.count(len(pages) * len(BREAKING))
