import time
from http.cookies import SimpleCookie

import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine
from tornado.web import create_signed_value

from hub_ext.users.idle.requests import BrowserLogin, browser_login, is_use, reported_use

SECRET = b"0" * 32
NAME = "jupyterhub-hub-login"
REPORT = b'{"last_activity": "2026-11-24T05:00:00Z"}'


def request(path: str, method: str = "GET", body: bytes = b"", **headers: str) -> HTTPServerRequest:
    named = {"Host": "hub.example.org"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    line = RequestStartLine(method, path, "HTTP/1.1")
    return HTTPServerRequest(start_line=line, headers=HTTPHeaders(named), body=body)


def with_cookies(**cookies: str) -> HTTPServerRequest:
    jar: SimpleCookie = SimpleCookie()
    for name, value in cookies.items():
        jar[name.replace("_", "-")] = value
    return request("/hub/home", Cookie="; ".join(f"{k}={m.coded_value}" for k, m in jar.items()))


@pytest.mark.parametrize(
    "path",
    ["/hub/home", "/hub/", "/hub/spawn", "/hub/token", "/hub/admin", "/hub/spawn-pending/student1",
     "/hub/user/student1/lab", "/hub/user/student1/", "/hub/api/oauth2/authorize", "/hub/nowhere"],
)  # fmt: skip
def test_pages_that_somebody_opens_are_use(path: str) -> None:
    assert is_use(request(path), "/hub/")
    assert is_use(request(path, Sec_Fetch_Mode="navigate"), "/hub/")


@pytest.mark.parametrize(
    "path",
    ["/hub/api/user", "/hub/api/users/student1/server/progress", "/hub/api", "/hub/logo",
     "/hub/assets/home.js", "/hub/static/css/style.min.css", "/hub/health", "/hub/metrics",
     "/hub/error/503", "/hub/user/student1/api/kernels", "/hub/user/student1/lab/api/settings",
     "/user/student1/api/kernels", "/services/classroom/"],
)  # fmt: skip
def test_what_pages_fetch_by_themselves_is_not(path: str) -> None:
    assert not is_use(request(path), "/hub/")


def test_a_page_that_a_script_fetches_is_not_use() -> None:
    assert not is_use(request("/hub/home", Sec_Fetch_Mode="cors"), "/hub/")


@pytest.mark.parametrize(
    ("method", "path", "use"),
    [
        ("POST", "/hub/spawn", True),
        ("DELETE", "/hub/api/users/student1/server", True),
        ("POST", "/hub/api/users/student1/server", True),
        ("POST", "/hub/security/csp-report", False),
        ("PUT", "/hub/user/student1/api/contents/x.ipynb", False),
        ("HEAD", "/hub/home", False),
        ("OPTIONS", "/hub/home", False),
    ],
)
def test_buttons_are_use(method: str, path: str, use: bool) -> None:
    assert is_use(request(path, method), "/hub/") is use


def test_a_request_with_a_token_is_not() -> None:
    asked = request("/hub/api/users/student1/server", "POST", Authorization="token x")

    assert not is_use(asked, "/hub/")


def test_whose_server_was_used_when() -> None:
    report = request("/hub/api/users/%ED%95%9C%EB%B3%84/activity", "POST", REPORT)

    assert reported_use(report, "/hub/") == ("한별", 1795496400.0)


@pytest.mark.parametrize("time", ["2026-11-24T05:00:00", "2026-11-24T14:00:00+09:00"])
def test_times_of_any_zone(time: str) -> None:
    body = f'{{"last_activity": "{time}"}}'.encode()
    report = request("/hub/api/users/a/activity", "POST", body)

    assert reported_use(report, "/hub/") == ("a", 1795496400.0)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[]", b"{}", b"[" * 20_000, b'{"last_activity": 5}', b'{"last_activity": ""}',
     b'{"last_activity": null}', REPORT + b" " * 20_000],
)  # fmt: skip
def test_what_is_no_report(body: bytes) -> None:
    assert reported_use(request("/hub/api/users/a/activity", "POST", body), "/hub/") is None


@pytest.mark.parametrize("path", ["/hub/api/users/a", "/hub/api/users/a/server", "/hub/home"])
def test_other_requests_are_no_reports(path: str) -> None:
    assert reported_use(request(path, "POST", REPORT), "/hub/") is None
    assert reported_use(request("/hub/api/users/a/activity", "GET", REPORT), "/hub/") is None


def test_a_login_is_told_by_its_cookie() -> None:
    value = create_signed_value(SECRET, NAME, "cookie|id")
    found = browser_login(
        with_cookies(jupyterhub_hub_login=value.decode(), jupyterhub_session_id="s" * 300),
        NAME, SECRET, 1,
    )  # fmt: skip

    assert isinstance(found, BrowserLogin)
    assert found.cookie_id == "cookie|id"
    assert found.session_id == "s" * 255
    assert time.time() - found.time < 60


def test_two_logins_differ_and_one_does_not() -> None:
    def login(at: float) -> BrowserLogin | None:
        value = create_signed_value(SECRET, NAME, "id", clock=lambda: at)
        cookies = with_cookies(jupyterhub_hub_login=value.decode())
        return browser_login(cookies, NAME, SECRET, 1)

    now = time.time()
    first, same, later = login(now - 5), login(now - 5), login(now)
    assert first is not None
    assert first == same
    assert later is not None
    assert first.key != later.key


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "2|1:0|1:0|0:|0:|x",
        create_signed_value(b"1" * 32, NAME, "id").decode(),
        create_signed_value(SECRET, "another", "id").decode(),
        create_signed_value(SECRET, NAME, "id", clock=lambda: time.time() - 100_000).decode(),
        create_signed_value(SECRET, NAME, "id", version=1).decode(),
    ],
    # The values hold the time of day: as names of tests they would differ between two processes.
    ids=["empty", "a letter", "malformed", "another secret", "another name", "old", "version 1"],
)
def test_a_cookie_that_jupyterhub_refuses_is_left_to_it(value: str) -> None:
    assert browser_login(with_cookies(jupyterhub_hub_login=value), NAME, SECRET, 1) is None


def test_no_cookie_is_no_login() -> None:
    assert browser_login(request("/hub/home"), NAME, SECRET, 1) is None
