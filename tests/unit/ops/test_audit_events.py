"""Which method and path is which event."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.ops.audit_answer import named_in_body
from hub_ext.ops.audit_events import Request, request_of

METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "login", "login"),
        ("POST", "dev-login", "login"),
        ("GET", "sso/return", "login"),
        ("GET", "oauth_callback", "login"),
        ("POST", "guest", "login"),
        ("GET", "logout", "logout"),
        ("GET", "spawn", "start"),
        ("POST", "spawn/student1", "start"),
        ("POST", "api/users/student1/server", "start"),
        ("POST", "api/users/student1/servers/", "start"),
        ("DELETE", "api/users/student1/server", "stop"),
        ("GET", "api/oauth2/authorize", "open"),
        ("POST", "api/oauth2/authorize", "open"),
        ("POST", "history/student1", "restore"),
        ("POST", "accept-share", "admin"),
    ],
)
def test_events(method: str, path: str, kind: str) -> None:
    request = request_of(method, path)

    assert request
    assert request.kind == kind


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "login"),
        ("GET", "dev-login"),
        ("GET", "home"),
        ("GET", "history/student1"),
        ("GET", "spawn-pending/student1"),
        ("GET", "api/users"),
        ("GET", "api/users/student1/server/progress"),
        ("POST", "api/users/student1/activity"),
        ("POST", "api/oauth2/token"),
        ("POST", "api/authorizations/token/secret"),
        ("POST", "api/nothing/of/ours"),
        ("POST", "security/csp-report"),
        ("HEAD", "logout"),
        ("OPTIONS", "api/users/student1"),
    ],
)
def test_no_events(method: str, path: str) -> None:
    assert request_of(method, path) is None


@pytest.mark.parametrize(
    ("method", "path", "whom", "what"),
    [
        ("POST", "api/users", None, "POST users"),
        ("DELETE", "api/users/student1", "student1", "DELETE users"),
        ("PATCH", "api/users/student1", "student1", "PATCH users"),
        ("POST", "api/users/student1/tokens", "student1", "POST users/tokens"),
        ("DELETE", "api/users/student1/tokens/a-secret", "student1", "DELETE users/tokens"),
        ("PUT", "api/users/student1/servers/x", "student1", "PUT users/server"),
        ("POST", "api/groups/center-11/users", None, "POST groups/center-11/users"),
        ("POST", "api/services/culler", None, "POST services/culler"),
        ("POST", "api/shares/student1/", "student1", "POST shares"),
        ("DELETE", "api/share-codes/student1/x", "student1", "DELETE share-codes"),
        ("POST", "api/proxy", None, "POST proxy"),
        ("POST", "api/shutdown", None, "POST shutdown"),
    ],
)
def test_changes_of_the_hub(method: str, path: str, whom: str | None, what: str) -> None:
    assert request_of(method, path) == Request("admin", whom, what)


@given(NAMES)
def test_names_are_decoded(name: str) -> None:
    request = request_of("DELETE", f"api/users/{quote(name, safe='')}/server")

    assert request == Request("stop", name, "server")


@given(st.sampled_from(METHODS), st.text())
def test_any_path_is_an_event_or_none(method: str, path: str) -> None:
    request_of(method, path)
    request_of(method, "api/" + path)


@given(st.sampled_from(METHODS), st.sampled_from(["users/student1", "shares/student1"]))
def test_what_strangers_make_up_is_not_written_down(method: str, path: str) -> None:
    assert "made-up" not in repr(request_of(method, f"api/{path}/made-up/tokens/made-up"))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b'{"usernames": ["a", "\xed\x95\x9c"], "admin": true}', ("a, 한", " admin=true")),
        (b'{"users": ["a", 1, null]}', ("a", "")),
        (b'{"admin": false}', (None, " admin=false")),
        (b'{"admin": "yes", "users": "a", "auth": {"password": "x"}}', (None, "")),
        (b"[" * 50_000, (None, "")),
        (b'{"users": ["' + b"a" * 100_000 + b'"]}', (None, "")),
        (b"\xff\xfe", (None, "")),
        (b"", (None, "")),
    ],
)
def test_who_is_named_in_a_body(body: bytes, named: tuple[str | None, str]) -> None:
    assert named_in_body(body) == named
