"""Classes that change: people who move, centres that appear, teachers who are none any more.

Who may do what to whom is in `tests.integration.permissions`.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.integration.users.conftest import HubFactory, VisitorFactory
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor
from tests.integration.users.test_sessions import five_minutes_later
from tests.unit.users.settings import hub_settings

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


async def test_a_teacher_reads_a_student_s_name(people: dict[str, Visitor]) -> None:
    model = (await people["teacher11"].http.get("api/users/student1")).json()

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
