"""The hub and the table: people who never logged in, and people who changed."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub_ext.platform_database import users_engine
from hub_ext.settings import HubSettings
from hub_ext.users.directory import UserDirectory
from hub_ext.users.directory_errors import DirectoryError
from hub_ext.users.sync.hub_client import HubClient, HubUnavailable
from hub_ext.users.sync.models import SyncBatch, SyncedPerson
from hub_ext.users.sync.service import DirectorySync
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor
from tests.integration.users.test_centres import Action, answer, names_seen
from tests.unit.users.settings import hub_settings
from tests.waiting import eventually

#: An expired subscription and a password that nobody can type keep nobody out of the list.
STUDENTS_OF_11 = {f"student{number}" for number in range(1, 31)} | {
    "Minsu.Kim", "한별", "expired1", "inactive1", "plain1"
}  # fmt: skip


@pytest.fixture
def settings(sqlite_hub_settings: dict[str, Any]) -> HubSettings:
    return hub_settings(**sqlite_hub_settings)


@pytest.fixture
async def client(hub: Any, settings: HubSettings) -> AsyncIterator[HubClient]:
    url = f"http://127.0.0.1:{hub.hub.port}/hub/api"
    async with HubClient(url, settings.hub_sync_token.get_secret_value()) as client:
        yield client


@pytest.fixture
def clock() -> Any:
    class Clock:
        seconds = 0.0

        def __call__(self) -> float:
            return self.seconds

    return Clock()


@pytest.fixture
async def sync(
    settings: HubSettings, client: HubClient, clock: Any
) -> AsyncIterator[DirectorySync]:
    with closing(UserDirectory(users_engine(settings))) as directory:
        yield DirectorySync(settings, directory, client, logging.getLogger("test"), clock)


@pytest.fixture
async def teacher11(hub: Any, visitor_of: VisitorFactory) -> Visitor:
    visitor = visitor_of(hub)
    await visitor.login("teacher11", "codingnplay")
    return visitor


@pytest.fixture
async def teacher12(hub: Any, visitor_of: VisitorFactory) -> Visitor:
    visitor = visitor_of(hub)
    await visitor.login("teacher12", "codingnplay")
    return visitor


async def start(visitor: Visitor, whom: str) -> None:
    """Start somebody's server and wait until the hub says it is ready."""
    assert await answer(visitor, Action("POST", "users/{whom}/server", {}), whom) in {201, 202}

    async def ready() -> bool:
        servers = (await visitor.http.get(f"api/users/{whom}")).json()["servers"]
        return any(server["ready"] for server in servers.values())

    await eventually(ready, 30, f"the server of {whom} is ready")


def server_of(hub: Any, name: str) -> bool:
    return bool(hub.users[name].active) if name in hub.users else False


async def test_a_class_is_listed_before_anybody_of_it_logged_in(
    sync: DirectorySync, teacher11: Visitor
) -> None:
    assert await names_seen(teacher11) == set()
    outcome = await sync.round()

    assert await names_seen(teacher11) == STUDENTS_OF_11
    student = (await teacher11.http.get("api/users/student1")).json()
    assert student["user_info"]["display_name"] == "이나래"
    assert outcome.created >= len(STUDENTS_OF_11)
    assert outcome.unfinished == []


async def test_a_second_round_has_nothing_to_tell(sync: DirectorySync, clock: Any) -> None:
    await sync.round()

    for clock.seconds in (30, 1000):
        outcome = await sync.round()
        assert not (outcome.created or outcome.changed or outcome.removed or outcome.stopped)


async def test_nobody_becomes_teacher_or_admin_by_the_sync(
    hub: Any, client: HubClient, visitor_of: VisitorFactory
) -> None:
    await visitor_of(hub).login("student1", "codingnplay")
    powers = [
        SyncedPerson(user_id=name, name="", role=role, center_id=12, admitted=True)
        for name, role in [("student1", "teacher"), ("new1", "admin"), ("new2", "manager")]
    ]
    await client.tell(SyncBatch(people=powers))

    assert [group.name for group in hub.users["student1"].groups] == []
    assert not hub.users["student1"].admin
    assert [name async for page in client.known_names() for name in page] == [
        # Made by the test hub itself.
        "user",
        "student1",
    ]


async def test_a_moved_student_changes_classes_and_the_server_stops(
    hub: Any, sync: DirectorySync, teacher11: Visitor, teacher12: Visitor, sqlite: Path
) -> None:
    await sync.round()
    await start(teacher11, "student1")
    change_sqlite(sqlite, "UPDATE Users SET centerID = 12 WHERE userID = 'student1'")
    outcome = await sync.round()

    assert outcome.stopped == 1
    assert not server_of(hub, "student1")
    assert "student1" not in await names_seen(teacher11)
    assert "student1" in await names_seen(teacher12)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("UPDATE Users SET role = 'guest' WHERE id = 4", id="role not allowed"),
        pytest.param("DELETE FROM Users WHERE id = 4", id="row removed"),
        pytest.param("UPDATE Users SET userID = NULL WHERE id = 4", id="name taken away"),
        pytest.param("UPDATE Users SET centerID = 0 WHERE id = 4", id="no centre"),
    ],
)
async def test_who_may_not_any_more_loses_the_server(
    hub: Any, sync: DirectorySync, teacher11: Visitor, sqlite: Path, change: str
) -> None:
    await sync.round()
    await start(teacher11, "student1")
    change_sqlite(sqlite, change)
    await sync.round()

    assert not server_of(hub, "student1")
    assert "student1" not in await names_seen(teacher11)
    assert await answer(teacher11, Action("POST", "users/{whom}/server", {}), "student1") in {
        403,
        404,
    }


async def test_a_demoted_admin_loses_everything_at_the_next_round(
    hub: Any, sync: DirectorySync, visitor_of: VisitorFactory, sqlite: Path
) -> None:
    admin = visitor_of(hub)
    await admin.login("admin", "codingnplay")
    await sync.round()
    assert await names_seen(admin) >= STUDENTS_OF_11
    change_sqlite(sqlite, "UPDATE Users SET role = 'student' WHERE userID = 'admin'")
    await sync.round()

    assert await names_seen(admin) <= {"admin"}
    assert not hub.users["admin"].admin


async def test_a_demoted_teacher_loses_the_class_at_the_next_round(
    sync: DirectorySync, teacher11: Visitor, sqlite: Path
) -> None:
    await sync.round()
    change_sqlite(sqlite, "UPDATE Users SET role = 'student' WHERE userID = 'teacher11'")
    await sync.round()

    assert await names_seen(teacher11) <= {"teacher11"}


async def test_somebody_of_whom_nothing_changed_keeps_the_server(
    hub: Any, sync: DirectorySync, clock: Any, teacher11: Visitor, sqlite: Path
) -> None:
    await sync.round()
    await start(teacher11, "student1")
    change_sqlite(sqlite, "UPDATE Users SET name = '새 이름', password = 'x' WHERE id = 4")
    clock.seconds = 1000
    await sync.round()

    assert server_of(hub, "student1")
    student = (await teacher11.http.get("api/users/student1")).json()
    assert student["user_info"]["display_name"] == "새 이름"


async def test_a_student_with_a_new_password_is_started_by_the_teacher(
    hub: Any, sync: DirectorySync, teacher11: Visitor, visitor_of: VisitorFactory, sqlite: Path
) -> None:
    student = visitor_of(hub)
    await student.login("student1", "codingnplay")
    await sync.round()
    change_sqlite(sqlite, "UPDATE Users SET password = 'x' WHERE id = 4")
    hub.users["student1"]._auth_refreshed = 0
    await start(teacher11, "student1")
    hub.users["student1"]._auth_refreshed = 0

    assert await student.name() is None


async def test_a_restore_under_way_removes_nobody(
    hub: Any, sync: DirectorySync, teacher11: Visitor, sqlite: Path
) -> None:
    await sync.round()
    change_sqlite(sqlite, "DELETE FROM Users WHERE role = 'student'")
    outcome = await sync.round()

    assert outcome.removed == 0
    assert await names_seen(teacher11) == STUDENTS_OF_11


async def test_whoever_went_while_nobody_looked_is_found(
    sync: DirectorySync, clock: Any, teacher11: Visitor, sqlite: Path, settings: HubSettings,
    client: HubClient,
) -> None:  # fmt: skip
    await sync.round()
    change_sqlite(sqlite, "DELETE FROM Users WHERE id = 4")
    with closing(UserDirectory(users_engine(settings))) as directory:
        another = DirectorySync(settings, directory, client, logging.getLogger("test"), clock)
        assert (await another.round()).removed == 1

    assert await names_seen(teacher11) == STUDENTS_OF_11 - {"student1"}


async def test_two_syncs_at_once_agree(sync: DirectorySync, client: HubClient, hub: Any) -> None:
    people = [
        SyncedPerson(user_id=f"new{number}", name="", role="student", center_id=5, admitted=True)
        for number in range(200)
    ]
    outcomes = await asyncio.gather(
        sync.round(), *(client.tell(SyncBatch(people=people)) for _ in range(4))
    )

    assert sum(outcome.created for outcome in outcomes[1:]) == 200
    names = [name async for page in client.known_names() for name in page]
    assert len(names) == len(set(names))


async def test_a_table_that_cannot_be_read_changes_nothing(
    sync: DirectorySync, teacher11: Visitor, sqlite: Path
) -> None:
    await sync.round()
    change_sqlite(sqlite, "ALTER TABLE Users RENAME TO Away")
    with pytest.raises(DirectoryError):
        await sync.round()
    change_sqlite(sqlite, "ALTER TABLE Away RENAME TO Users")
    await sync.round()

    assert await names_seen(teacher11) == STUDENTS_OF_11


@pytest.mark.parametrize("token", ["wrong", ""])
async def test_nobody_else_tells_the_hub(hub: Any, token: str) -> None:
    async with HubClient(f"http://127.0.0.1:{hub.hub.port}/hub/api", token) as stranger:
        with pytest.raises(HubUnavailable):
            await stranger.tell(SyncBatch(gone=["student1"]))


@pytest.mark.parametrize("name", ["student1", "teacher11", "admin"])
async def test_no_person_may_use_the_sync_s_page(
    hub: Any, visitor_of: VisitorFactory, name: str
) -> None:
    visitor = visitor_of(hub)
    await visitor.login(name, "codingnplay")

    assert await answer(visitor, Action("PUT", "directory/people", {"gone": ["student1"]})) == 403
    assert await answer(visitor, Action("GET", "directory/people")) == 403


@pytest.mark.parametrize("path", ["users", "users/student1", "groups", "proxy", "services", "info"])
async def test_the_sync_s_token_opens_nothing_else(
    hub: Any, settings: HubSettings, path: str
) -> None:
    token = settings.hub_sync_token.get_secret_value()
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(headers=headers) as http:
        status = (await http.get(f"http://127.0.0.1:{hub.hub.port}/hub/api/{path}")).status_code

    assert status in {403, 404}


@pytest.mark.parametrize(
    "body", ["", "[]", '{"people": [{"user_id": 5}]}', '{"gone": 7}', '{"other": []}']
)
async def test_what_is_no_batch_is_refused(hub: Any, settings: HubSettings, body: str) -> None:
    headers = {"Authorization": f"Bearer {settings.hub_sync_token.get_secret_value()}"}
    async with httpx.AsyncClient(headers=headers) as http:
        address = f"http://127.0.0.1:{hub.hub.port}/hub/api/directory/people"
        assert (await http.put(address, content=body)).status_code == 400
