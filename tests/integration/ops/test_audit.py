"""What each thing that people do leaves in the audit log."""

import logging
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub_ext.ops.audit import shared_audit
from tests.integration.ops.conftest import ADDRESS, PASSWORD, Enter
from tests.integration.ops.hub import SERVICE_TOKEN, Record, audit_written
from tests.integration.pretended import BROKEN, PretendedSpawner
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.hub import Visitor
from tests.waiting import eventually


def event(
    name: str,
    actor: str | None,
    whom: str | None = None,
    what: str | None = None,
    *,
    outcome: str = "ok",
    status: int = 302,
    way: str | None = "session",
) -> dict[str, Any]:
    return {
        "event": name,
        "outcome": outcome,
        "status": status,
        "actor": actor,
        "whom": whom,
        "what": what,
        "address": ADDRESS,
        "way": way,
    }


async def ask(visitor: Visitor, method: str, path: str, body: Any = None) -> int:
    """Send a request to the API as the hub's own pages do; the status of the answer."""
    token = visitor.http.cookies.get("_xsrf") or ""
    headers = {"X-XSRFToken": token}
    answer = await visitor.http.request(method, "api/" + path, headers=headers, json=body)
    return answer.status_code


async def running(hub: Any, name: str) -> None:
    async def ready() -> bool:
        return bool(hub.users[name].spawner.ready)

    await eventually(ready, 10, f"the server of {name} runs")


# --- logging in and out


async def test_login(visitor: Visitor, record: Record) -> None:
    await visitor.login("teacher11", PASSWORD)

    assert await record.new() == [event("login", "teacher11", way="database")]


async def test_login_of_testuser_in_development(visitor: Visitor, record: Record) -> None:
    await visitor.dev_login()

    assert await record.new() == [event("login", "testuser", way="dummy")]


@pytest.mark.parametrize("name", ["student1", "nobody-like-that", "없는 사람"])
async def test_login_with_a_wrong_password(visitor: Visitor, record: Record, name: str) -> None:
    await visitor.login(name, "wrong")

    expected = event("login-refused", name, outcome="refused", status=403, way="database")
    assert await record.new() == [expected]


async def test_login_while_locked(visitor: Visitor, record: Record) -> None:
    for _ in range(6):
        await visitor.login("student1", "wrong")

    assert [line["status"] for line in await record.new()] == [403] * 5 + [429]


async def test_login_while_the_database_is_away(
    visitor: Visitor, record: Record, sqlite: Path
) -> None:
    sqlite.write_bytes(b"not a database any more" * 100)  # noqa: ASYNC240 - a few bytes
    await visitor.login("student1", PASSWORD)

    (line,) = await record.new()
    assert (line["event"], line["outcome"], line["status"]) == ("login-refused", "failed", 503)


async def test_login_with_an_outdated_form(visitor: Visitor, record: Record) -> None:
    await visitor.post("login", {"username": "student1", "password": PASSWORD})

    expected = event("login-refused", "student1", outcome="refused", status=403, way="database")
    assert await record.new() == [expected]


async def test_a_failed_login_is_not_laid_at_the_door_of_who_is_logged_in(
    enter: Enter, record: Record
) -> None:
    await (await enter("student2")).login("student1", "wrong")

    (line,) = await record.new()
    assert line["actor"] == "student1"


async def test_login_through_another_door(visitor: Visitor, record: Record) -> None:
    await visitor.http.get("sso/away")
    assert await record.new() == []
    await visitor.http.get("sso/back?refuse=yes")
    assert await record.new() == [
        event("login-refused", None, outcome="refused", status=403, way="sso")
    ]
    await visitor.http.get("sso/back")
    assert await record.new() == [event("login", "student1", way="sso")]


async def test_a_door_may_say_who_and_how(visitor: Visitor, record: Record) -> None:
    await visitor.http.get("sso/told?refuse=yes")
    await visitor.http.get("sso/told")

    assert await record.new() == [
        event("login-refused", "its-own-word", outcome="refused", status=403, way="platform"),
        event("login", "its-own-word", way="platform"),
    ]


async def test_looking_at_the_pages_is_no_event(enter: Enter, record: Record) -> None:
    visitor = await enter("student1")
    for page in ("", "home", "login", "token", "api/user", "api/users/student1", "nowhere"):
        await visitor.http.get(page)

    assert await record.new() == []


async def test_logout(enter: Enter, record: Record) -> None:
    await (await enter("student1")).http.get("logout")

    assert await record.new() == [event("logout", "student1", status=200)]


async def test_logout_of_nobody_is_no_event(visitor: Visitor, record: Record) -> None:
    await visitor.http.get("logout")
    visitor.http.cookies.set("jupyterhub-hub-login", "made-up")
    await visitor.http.get("logout")

    assert await record.new() == []


# --- starting and stopping


@pytest.mark.parametrize("path", ["spawn", "spawn/student1"])
async def test_start_on_the_page(hub: Any, enter: Enter, record: Record, path: str) -> None:
    visitor = await enter("student1")
    await visitor.http.get(path)
    await running(hub, "student1")
    # Who comes again is only sent on.
    await visitor.http.get(path)

    assert await record.new() == [event("start", "student1", "student1", "server")]


async def test_a_start_under_way_is_not_started_by_who_looks(
    hub: Any, enter: Enter, record: Record
) -> None:
    PretendedSpawner.gate.clear()
    student, admin = await enter("student1"), await enter("admin")
    await student.http.get("spawn")
    await admin.http.get("spawn/student1")
    await student.http.get("spawn")
    PretendedSpawner.gate.set()
    await running(hub, "student1")

    assert await record.new() == [event("start", "student1", "student1", "server")]


async def test_start_by_form(hub: Any, enter: Enter, record: Record) -> None:
    await (await enter("student1")).post("spawn/student1", {})
    await running(hub, "student1")

    assert await record.new() == [event("start", "student1", "student1", "server")]


async def test_start_by_a_teacher(hub: Any, enter: Enter, record: Record) -> None:
    await enter("student1")
    teacher = await enter("teacher11")
    status = await ask(teacher, "POST", "users/student1/server", {})
    await running(hub, "student1")

    assert await record.new() == [event("start", "teacher11", "student1", "server", status=status)]


@pytest.mark.parametrize("page", [True, False])
async def test_start_of_somebody_elses_is_refused(enter: Enter, record: Record, page: bool) -> None:
    await enter("student2")
    student = await enter("student1")
    if page:
        status = (await student.http.get("spawn/student2")).status_code
    else:
        status = await ask(student, "POST", "users/student2/server", {})

    assert status in {403, 404}
    assert await record.new() == [
        event("start", "student1", "student2", "server", outcome="refused", status=status)
    ]


async def test_a_start_that_comes_to_nothing_is_followed_by_saying_so(
    enter: Enter, record: Record
) -> None:
    PretendedSpawner.gate.clear()
    visitor = await enter(BROKEN)
    await visitor.http.get("spawn")
    assert await record.new() == [event("start", BROKEN, BROKEN, "server")]
    PretendedSpawner.gate.set()
    found: list[dict[str, Any]] = []

    async def failed() -> bool:
        found.extend(await record.new())
        return bool(found)

    await eventually(failed, 10, "the start fails")
    (line,) = found
    assert line["status"] >= 500
    assert line == event("start", BROKEN, BROKEN, "server", outcome="failed", status=line["status"])


async def test_stop(hub: Any, enter: Enter, record: Record) -> None:
    student, teacher = await enter("student1"), await enter("teacher11")
    for who, name in ((student, "student1"), (teacher, "teacher11")):
        await student.http.get("spawn")
        await running(hub, "student1")
        await record.new()
        status = await ask(who, "DELETE", "users/student1/server")

        assert await record.new() == [event("stop", name, "student1", "server", status=status)]
        assert status == 204


async def test_stop_of_somebody_elses_is_refused(enter: Enter, record: Record) -> None:
    await enter("student2")
    status = await ask(await enter("student1"), "DELETE", "users/student2/server")

    assert await record.new() == [
        event("stop", "student1", "student2", "server", outcome="refused", status=status)
    ]


async def test_stop_by_a_service(visitor: Visitor, enter: Enter, record: Record) -> None:
    await enter("student1")
    answer = await visitor.http.delete(
        "api/users/student1/server", headers={"Authorization": f"token {SERVICE_TOKEN}"}
    )

    assert answer.status_code == 204
    expected = event("stop", "service:culler", "student1", "server", status=204, way="token")
    assert await record.new() == [expected]


async def test_what_a_server_says_by_itself_is_no_event(
    hub: Any, visitor: Visitor, enter: Enter, record: Record
) -> None:
    await enter("student1")
    token = hub.users["student1"].new_api_token()
    answer = await visitor.http.post(
        "api/users/student1/activity",
        headers={"Authorization": f"token {token}"},
        json={"last_activity": "2026-01-01T00:00:00Z"},
    )

    assert answer.status_code == 200
    assert await record.new() == []


# --- going to another person's server


def asking(owner: str) -> dict[str, str]:
    """What a server says of itself when it sends a browser that it does not know to the hub."""
    return {
        "client_id": f"jupyterhub-user-{owner}",
        "redirect_uri": f"/user/{owner}/oauth_callback",
        "response_type": "code",
        "state": "made-up-state",
    }


async def authorise(visitor: Visitor, owner: str) -> httpx.Response:
    """Follow a browser to where a server sends it."""
    return await visitor.http.get("api/oauth2/authorize", params=asking(owner))


@pytest.fixture
async def student(hub: Any, enter: Enter, record: Record) -> Visitor:
    """One whose server runs."""
    visitor = await enter("student1")
    await visitor.http.get("spawn")
    await running(hub, "student1")
    await record.new()
    return visitor


async def test_open(student: Visitor, enter: Enter, record: Record) -> None:
    admin = await enter("admin")
    question = await authorise(admin, "student1")
    assert question.status_code == 200
    assert await record.new() == []

    scopes = re.findall(r'name="scopes"[^>]*value="([^"]+)"', question.text)
    fields: dict[str, str | bytes] = {"scopes": scopes[0]} if scopes else {}
    await admin.post("api/oauth2/authorize", fields, **asking("student1"))

    assert await record.new() == [event("open", "admin", "student1", "server")]


async def test_open_without_permission(student: Visitor, enter: Enter, record: Record) -> None:
    for name in ("teacher12", "student2"):
        await authorise(await enter(name), "student1")

        assert await record.new() == [
            event("open", name, "student1", "server", outcome="refused", status=403)
        ]


async def test_open_of_a_server_that_never_was(enter: Enter, record: Record) -> None:
    await authorise(await enter("admin"), "student%20x")

    assert await record.new() == [
        event("open", "admin", "student x", "server", outcome="refused", status=400)
    ]


async def test_going_to_ones_own_server_is_no_event(student: Visitor, record: Record) -> None:
    answer = await authorise(student, "student1")

    assert "code=" in answer.headers["location"]
    assert await record.new() == []


async def test_nobody_is_sent_to_the_login_page_and_that_is_no_event(
    student: Visitor, visitor: Visitor, record: Record
) -> None:
    await authorise(visitor, "student1")

    assert await record.new() == []


# --- looking at another person's notebooks


async def test_look(hub: Any, record: Record) -> None:
    # Written by whoever shows them; no request by itself says what was seen.
    shared_audit().write(
        "look",
        actor="teacher11",
        whom="student1",
        what="student1.ipynb",
        address=ADDRESS,
        way="session",
        outcome="ok",
        status=200,
    )

    assert await record.new() == [
        event("look", "teacher11", "student1", "student1.ipynb", status=200)
    ]


# --- changing the hub


async def test_changes_by_an_admin(enter: Enter, record: Record) -> None:
    admin = await enter("admin")
    statuses = [
        await ask(admin, "POST", "users", {"usernames": ["새 사람", "new2"], "admin": True}),
        await ask(admin, "PATCH", "users/new2", {"admin": False}),
        await ask(admin, "DELETE", "users/new2"),
        await ask(admin, "POST", "users/admin/tokens", {"note": "a-note"}),
        await ask(admin, "POST", "groups/made-here", {}),
        await ask(admin, "POST", "proxy"),
    ]

    assert max(statuses) < 500
    whats = [(line["event"], line["whom"], line["what"]) for line in await record.new()]
    assert whats == [
        ("admin", "새 사람, new2", "POST users admin=true"),
        ("admin", "new2", "PATCH users admin=false"),
        ("admin", "new2", "DELETE users"),
        ("admin", "admin", "POST users/tokens"),
        ("admin", None, "POST groups/made-here"),
        ("admin", None, "POST proxy"),
    ]


async def test_changes_that_are_refused(enter: Enter, record: Record) -> None:
    student = await enter("student1")
    status = await ask(student, "PATCH", "users/admin", {"admin": False})
    shutdown = await ask(student, "POST", "shutdown", {})

    refused = {"outcome": "refused"}
    assert await record.new() == [
        event("admin", "student1", "admin", "PATCH users admin=false", status=status, **refused),
        event("admin", "student1", None, "POST shutdown", status=shutdown, **refused),
    ]


async def test_changes_by_nobody(visitor: Visitor, record: Record) -> None:
    await visitor.http.post("api/users/student1/tokens", json={"auth": {"username": "student1"}})
    await visitor.http.delete("api/users/student1", headers={"Authorization": "token made-up"})

    made, deleted = await record.new()
    assert (made["actor"], made["what"], made["status"]) == (None, "POST users/tokens", 403)
    assert (deleted["actor"], deleted["what"], deleted["outcome"]) == (
        None,
        "DELETE users",
        "refused",
    )


async def test_a_token_for_a_password(visitor: Visitor, enter: Enter, record: Record) -> None:
    await enter("admin")
    auth = {"username": "admin", "password": PASSWORD}
    answer = await visitor.http.post("api/users/admin/tokens", json={"auth": auth})

    assert answer.status_code == 201
    expected = event("admin", "admin", "admin", "POST users/tokens", status=201)
    assert await record.new() == [expected | {"way": "password"}]


# --- the log itself


async def test_no_secret_is_written(
    hub: Any, visitor: Visitor, student: Visitor, enter: Enter, record: Record
) -> None:
    secrets = [PASSWORD, SERVICE_TOKEN, "made-up", "wrong-password", "a-note"]
    admin = await enter("admin")
    auth = {"username": "admin", "password": PASSWORD}
    bearer = {"Authorization": f"token {SERVICE_TOKEN}"}
    assert (await authorise(admin, "student1")).status_code == 200
    tokens = await visitor.http.post("api/users/admin/tokens", json={"auth": auth})
    secrets += [tokens.json()["token"], tokens.json()["id"]]
    await visitor.login("student1", "wrong-password")
    await visitor.http.delete("api/users/student1/server?token=made-up", headers=bearer)
    await visitor.http.post("api/authorizations/token/made-up")
    await visitor.http.delete(f"api/users/admin/tokens/{tokens.json()['token']}")
    await ask(admin, "POST", "users/admin/tokens", {"note": "a-note"})
    await student.http.get("logout")

    for person in (visitor, student, admin):
        secrets += [cookie.value or "" for cookie in person.http.cookies.jar]
    secrets += [user.cookie_id for user in hub.users.values()]
    text = await record.text()
    assert text.count("\n") > 5
    assert [secret for secret in secrets if secret and secret in text] == []


async def test_nothing_of_a_person_but_the_user_id(enter: Enter, record: Record) -> None:
    await (await enter("teacher11")).http.get("logout")

    text = await record.text()
    assert "teacher11" in text
    assert "강사 하나" not in text


async def test_the_hubs_own_log_goes_on(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        await visitor.login("student1", PASSWORD)

    assert "302 POST /hub/login" in caplog.text


async def test_a_fault_of_the_observer_spoils_no_answer(
    visitor: Visitor, record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await visitor.http.get("sso/broken")

    assert answer.status_code == 302
    assert await visitor.name() == "student1"
    assert await record.new() == []
    assert "A request has no line in the audit log: TypeError" in caplog.text


async def test_people_log_in_although_nothing_can_be_written(
    hub: Any, visitor_of: VisitorFactory, record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    record.folder.write_text("in the way")
    for name in ("student1", "student2"):
        visitor = visitor_of(hub)
        assert (await visitor.login(name, PASSWORD)).status_code == 302
    await audit_written()

    assert caplog.text.count("The audit log in") == 1
