"""The headers of the hub's own answers, as a scanner would look at them; the proxy in front adds to them."""

from typing import Any, Final

import httpx
import pytest

from tests.integration.attacks.hub import WAYS, logged_in
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.platform import PLATFORM, SCHOOL
from tests.reliability import Reliability

#: Without files that are the same for everybody, and without ``api/``, which tells everybody, other sites included, that this is a JupyterHub.
PAGES: Final = (
    "login", "home", "spawn", "token", "admin", "history", "logout", "sso/refused?reason=fault", "nothing",
    "error/404", "user/student1/lab", "api/user", "api/users/nobody", "api/nothing", "api/user-notebooks/openapi.json",
)  # fmt: skip


def directives(answer: httpx.Response) -> dict[str, list[str]]:
    """The policy of an answer, by the name of each directive."""
    parts = (part.split() for part in answer.headers["content-security-policy"].split(";"))
    return {name: values for name, *values in parts}


async def every_page(hub: Any, visitor_of: VisitorFactory) -> list[httpx.Response]:
    people = [visitor_of(hub), await logged_in(visitor_of(hub), "student1")]
    people.append(await logged_in(visitor_of(hub), "admin"))
    return [await person.http.get(page) for person in people for page in PAGES]


@pytest.fixture(params=[WAYS["auth"], "database"], ids=["embedded", "on its own"])
def ways(request: pytest.FixtureRequest) -> dict[str, Any]:
    return WAYS | {"auth": request.param}


@pytest.mark.attack("baseline of headers")
async def test_every_answer_says_who_may_show_it_and_nobody_elsewhere_may_read_it(
    hub: Any, ways: dict[str, Any], visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    framers = [PLATFORM, SCHOOL] if "jwt" in ways["auth"] else ["'none'"]
    answers = await every_page(hub, visitor_of)
    for answer in answers:
        assert directives(answer)["frame-ancestors"] == framers, answer.url
        # Nobody elsewhere may read an answer, nor learn whose it would be.
        assert "access-control-allow-origin" not in answer.headers, answer.url
        assert "access-control-allow-credentials" not in answer.headers, answer.url
    reliability.count(len(answers))


@pytest.mark.attack("baseline of headers")
async def test_another_site_is_not_allowed_in_when_it_asks_to_be(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    student = await logged_in(visitor_of(hub), "student1")
    for origin in ("https://evil.example", "null", "http://127.0.0.1.evil.example"):
        for path in ("api/user", "api/users", "home"):
            asking = {
                "Origin": origin,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "x-xsrftoken",
            }
            for method in ("OPTIONS", "GET"):
                answer = await student.http.request(method, path, headers=asking)
                assert "access-control-allow-origin" not in answer.headers
                assert origin not in str(answer.headers)
    reliability.count(18)


@pytest.mark.attack("baseline of headers")
async def test_no_program_on_a_page_reads_the_cookies_of_a_login(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    visitor = visitor_of(hub)
    answer = await visitor.login("student1", "codingnplay")
    cookies = {
        cookie.partition("=")[0]: cookie.lower() for cookie in answer.headers.get_list("set-cookie")
    }
    assert "httponly" in cookies["jupyterhub-hub-login"]
    assert "path=/hub/" in cookies["jupyterhub-hub-login"]
    reliability.count(len(cookies))
