"""Who may do what to whom through the hub's API: the truth table of roles and centres."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.integration.users.conftest import HubFactory, VisitorFactory
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor
from tests.integration.users.test_sessions import five_minutes_later
from tests.unit.users.settings import hub_settings

OWN, OTHER = "student1", "student31"
NOBODYS = "student2"
COLLEAGUE = "manager11"
EVERYBODY = [
    "admin", "manager11", "teacher11", "teacher12", "student1", "student2", "student3", "student31"
]  # fmt: skip


class Action(NamedTuple):
    """One request, and the status that it has for somebody who may make it.

    404 is JupyterHub's answer to whoever may not even know, 403 to whoever may not.
    """

    method: str
    path: str
    body: Any = None


ACTIONS = {
    "read": Action("GET", "users/{whom}"),
    "stop": Action("DELETE", "users/{whom}/server"),
    "read progress": Action("GET", "users/{whom}/server/progress"),
    "delete": Action("DELETE", "users/{whom}"),
    "rename": Action("PATCH", "users/{whom}", {"name": "renamed"}),
    "make admin": Action("PATCH", "users/{whom}", {"admin": True}),
    "list tokens": Action("GET", "users/{whom}/tokens"),
    "make a token": Action("POST", "users/{whom}/tokens", {}),
    "list shares": Action("GET", "shares/{whom}"),
    "share": Action("POST", "shares/{whom}/", {"user": "student3"}),
    "say active": Action(
        "POST", "users/{whom}/activity", {"last_activity": "2026-01-01T00:00:00Z"}
    ),
}
HUB_ACTIONS = {
    "create": Action("POST", "users", {"usernames": ["new1"]}),
    "list groups": Action("GET", "groups"),
    "read group": Action("GET", "groups/center-11"),
    "create group": Action("POST", "groups/center-11-teachers-too", {}),
    "join group": Action("POST", "groups/center-12-teachers/users", {"users": ["teacher11"]}),
    "delete group": Action("DELETE", "groups/center-12"),
    "list services": Action("GET", "services"),
    "routes": Action("GET", "proxy"),
    "info": Action("GET", "info"),
    "shutdown": Action("POST", "shutdown", {}),
}


async def answer(visitor: Visitor, action: Action, whom: str = "") -> int:
    """Send the request as the admin page does; the status of the answer."""
    await visitor.http.get("home")
    token = visitor.http.cookies.get("_xsrf") or ""
    response = await visitor.http.request(
        action.method,
        "api/" + action.path.format(whom=whom),
        headers={"X-XSRFToken": token},
        json=action.body,
    )
    return response.status_code


@pytest.fixture
async def class_hub(
    start_hub: HubFactory, sqlite: Path, sqlite_hub_settings: dict[str, Any]
) -> Any:
    change_sqlite(
        sqlite,
        "UPDATE Users SET centerID = NULL WHERE userID = 'student2'",
        "UPDATE Users SET centerID = 0 WHERE userID = 'student3'",
    )
    return await start_hub(hub_settings(**sqlite_hub_settings))


@pytest.fixture
async def people(class_hub: Any, visitor_of: VisitorFactory) -> dict[str, Visitor]:
    """Everybody, logged in."""
    here = {}
    for name in EVERYBODY:
        here[name] = visitor_of(class_hub)
        await here[name].login(name, "codingnplay")
        assert await here[name].name() == name
    return here


async def names_seen(visitor: Visitor) -> set[str]:
    response = await visitor.http.get("api/users")
    return {user["name"] for user in response.json()} if response.status_code == 200 else set()


async def test_who_is_listed(people: dict[str, Visitor]) -> None:
    seen = {name: await names_seen(visitor) for name, visitor in people.items()}

    assert seen["teacher11"] == {"student1"}
    assert seen["manager11"] == {"student1"}
    assert seen["teacher12"] == {"student31"}
    assert seen["admin"] >= set(EVERYBODY)
    assert all(seen[name] <= {name} for name in ("student1", "student2", "student3", "student31"))


async def test_what_a_teacher_may_do(people: dict[str, Visitor]) -> None:
    visitor = people["teacher11"]
    statuses = {
        (name, whom): await answer(visitor, action, whom)
        for name, action in ACTIONS.items()
        for whom in (OWN, OTHER, NOBODYS, COLLEAGUE, "admin")
    }

    # There is no server, so what is allowed finds nothing to stop (204) or to follow (400).
    allowed = {action: statuses.pop((action, OWN)) for action in ("read", "stop", "read progress")}
    assert allowed == {"read": 200, "stop": 204, "read progress": 400}
    assert {case: status for case, status in statuses.items() if status not in {403, 404}} == {}


async def test_a_teacher_starts_no_server_but_a_students(people: dict[str, Visitor]) -> None:
    start = Action("POST", "users/{whom}/server", {})
    statuses = {
        whom: await answer(people["teacher11"], start, whom)
        for whom in (OTHER, NOBODYS, COLLEAGUE, "admin")
    }

    assert set(statuses.values()) <= {403, 404}


async def test_nobody_but_an_admin_changes_the_hub(people: dict[str, Visitor]) -> None:
    statuses = {
        (who, name): await answer(people[who], action)
        for name, action in HUB_ACTIONS.items()
        for who in ("teacher11", "manager11", "student1")
    }

    assert {case: status for case, status in statuses.items() if status not in {403, 404}} == {}


async def test_a_teacher_reads_no_auth_state(people: dict[str, Visitor]) -> None:
    model = (await people["teacher11"].http.get("api/users/student1")).json()

    assert "auth_state" not in model
    assert model["user_info"]["display_name"] == "이나래"


async def test_a_student_moves_to_another_centre(
    class_hub: Any, people: dict[str, Visitor], sqlite: Path
) -> None:
    change_sqlite(sqlite, "UPDATE Users SET centerID = 12 WHERE userID = 'student1'")
    five_minutes_later(class_hub)
    await people["student1"].name()

    assert await names_seen(people["teacher11"]) == set()
    assert await names_seen(people["teacher12"]) == {"student1", "student31"}


async def test_a_centre_that_appears_works_at_once(
    class_hub: Any, visitor_of: VisitorFactory, people: dict[str, Visitor], sqlite: Path
) -> None:
    change_sqlite(
        sqlite, "UPDATE Users SET centerID = 77 WHERE userID IN ('teacher12', 'student4')"
    )
    newcomer = visitor_of(class_hub)
    await newcomer.login("student4", "codingnplay")
    five_minutes_later(class_hub)

    assert await people["teacher12"].name() == "teacher12"
    assert await names_seen(people["teacher12"]) == {"student4"}


@pytest.mark.parametrize("centre", ["NULL", "0", "-11"])
async def test_a_teacher_without_a_centre_sees_nobody(
    class_hub: Any, people: dict[str, Visitor], sqlite: Path, centre: str
) -> None:
    change_sqlite(sqlite, f"UPDATE Users SET centerID = {centre} WHERE id = 3")  # noqa: S608
    five_minutes_later(class_hub)

    assert await people["teacher11"].name() == "teacher11"
    assert await names_seen(people["teacher11"]) == set()


async def test_a_teacher_who_becomes_a_student_loses_the_class(
    class_hub: Any, people: dict[str, Visitor], sqlite: Path
) -> None:
    change_sqlite(sqlite, "UPDATE Users SET role = 'student' WHERE userID = 'teacher11'")
    five_minutes_later(class_hub)
    await people["teacher11"].name()

    assert "student1" not in await names_seen(people["teacher11"])
    assert "teacher11" in await names_seen(people["manager11"])
