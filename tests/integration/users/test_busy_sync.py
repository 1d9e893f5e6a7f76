"""A whole school at its pages while the hub is told of hundreds who came and of some who moved."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from hub_ext.platform_database import users_engine
from hub_ext.users.directory import UserDirectory
from hub_ext.users.sync.hub_client import HubClient
from hub_ext.users.sync.service import DirectorySync
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor
from tests.integration.users.test_sessions import five_minutes_later
from tests.unit.users.settings import hub_settings

PASSWORD = "codingnplay"
TEACHERS = {"teacher11": 11, "manager11": 11, "teacher12": 12}
STUDENTS = [f"student{number}" for number in (1, 2, 3, 4, 31, 32, 33, 34)]
#: How many browsers each of them has open: 60 in all.
BROWSERS = dict.fromkeys(STUDENTS, 3) | dict.fromkeys(TEACHERS, 10) | {"admin": 6}
TO_12 = {f"student{number}" for number in range(1, 16)}
TO_11 = {f"student{number}" for number in range(31, 36)}
MOVES = [
    f"UPDATE Users SET centerID = {centre} WHERE userID = '{name}'"  # noqa: S608
    for names, centre in ((TO_12, 12), (TO_11, 11))
    for name in sorted(names)
]
ARRIVALS = """
    WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1399)
    INSERT INTO Users (id, userID, password, name, role, centerID)
    SELECT i, 'new' || i, 'x', '', 'student', 11 + i % 4 FROM n
"""


@pytest.fixture
async def sync(hub: Any, sqlite_hub_settings: dict[str, Any]) -> AsyncIterator[DirectorySync]:
    settings = hub_settings(**sqlite_hub_settings)
    url = f"http://127.0.0.1:{hub.hub.port}/hub/api"
    with closing(UserDirectory(users_engine(settings))) as directory:
        async with HubClient(url, settings.hub_sync_token.get_secret_value()) as client:
            yield DirectorySync(settings, directory, client, logging.getLogger("test"))


@pytest.fixture
async def browsers(hub: Any, sync: DirectorySync) -> AsyncIterator[list[tuple[str, Visitor]]]:
    """Everybody's, logged in; the hub knows both classes."""
    await sync.round()
    async with AsyncExitStack() as stack:
        found = []
        for name, count in BROWSERS.items():
            first = await stack.enter_async_context(Visitor(hub))
            await first.login(name, PASSWORD)
            found.append((name, first))
            for _ in range(count - 1):
                other = await stack.enter_async_context(Visitor(hub))
                other.http.cookies.update(first.http.cookies)
                found.append((name, other))
        yield found


async def class_of(visitor: Visitor, centre: int) -> set[str]:
    """Whom somebody sees of a centre; nobody of one that they may not know."""
    answer = await visitor.http.get(f"api/centres/center-{centre}")
    assert answer.status_code in {200, 403, 404}
    students = answer.json()["students"] if answer.status_code == 200 else []
    return {student["user"] for student in students}


async def people_listed(visitor: Visitor) -> set[str]:
    answer = await visitor.http.get("api/users", params={"limit": 200})
    assert answer.status_code in {200, 403}
    return {user["name"] for user in answer.json()} if answer.status_code == 200 else set()


async def test_nobody_sees_another_centre_while_the_table_is_told(
    hub: Any,
    sync: DirectorySync,
    browsers: list[tuple[str, Visitor]],
    sqlite: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first = dict(reversed(browsers))
    before = {centre: await class_of(first["admin"], centre) for centre in (11, 12)}
    assert before[11] >= TO_12
    assert before[12] >= TO_11
    change_sqlite(sqlite, *MOVES, ARRIVALS)
    new = {
        number: {f"new{i}" for i in range(1000, 1400) if i % 4 == number - 11}
        for number in (11, 12)
    }
    after = {11: (before[11] - TO_12) | TO_11 | new[11], 12: (before[12] - TO_11) | TO_12 | new[12]}
    five_minutes_later(hub)
    caplog.clear()
    told = asyncio.create_task(sync.round())
    looks: dict[str, int] = dict.fromkeys(BROWSERS, 0)

    async def look_around(name: str, visitor: Visitor) -> None:
        while not told.done() or not looks[name]:
            assert (await visitor.http.get("home")).status_code == 200
            listed, eleven = await people_listed(visitor), await class_of(visitor, 11)
            looks[name] += 1
            if name in TEACHERS:
                centre = TEACHERS[name]
                assert listed <= before[centre] | after[centre]
                assert eleven <= (before[11] | after[11] if centre == 11 else set())
            elif name == "admin":
                assert eleven <= before[11] | after[11]
            else:
                assert not eleven
                assert listed <= {name}

    await asyncio.gather(*(look_around(name, visitor) for name, visitor in browsers))
    outcome = await told

    assert outcome.created == 400
    # Whoever looks meanwhile is read anew by their own request, which may come first.
    moved = TO_12 | TO_11
    assert len(moved - BROWSERS.keys()) <= outcome.changed <= len(moved)
    assert min(looks.values()) > 0
    assert await class_of(first["teacher11"], 11) == after[11]
    assert await class_of(first["teacher12"], 12) == after[12]
    assert not await class_of(first["teacher11"], 12)
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == []
