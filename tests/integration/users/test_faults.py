"""Databases that are down, slow or broken: what people see, what operators read, who is left alone."""

import asyncio
import logging
import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hub_ext.platform_database import users_engine
from hub_ext.users import messages
from hub_ext.users.directory import UserDirectory
from hub_ext.users.directory_errors import DirectoryError, DirectoryUnavailable, DirectoryUnfit
from tests.integration.users.conftest import HubFactory, VisitorFactory, mariadb_settings
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import login_error
from tests.integration.users.mariadb import MariaDB
from tests.unit.users.settings import hub_settings
from tests.waiting import eventually

SECRET = "not-for-the-log"


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Somebody accepts the connection and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def failure(settings: dict[str, Any]) -> DirectoryError:
    """What a question to a broken database ends in."""
    directory = UserDirectory(users_engine(hub_settings(**settings)))
    try:
        with pytest.raises(DirectoryError) as caught:
            await directory.find("student1")
        with pytest.raises(type(caught.value)):
            await directory.check()
    finally:
        directory.close()
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


def loopback(port: int, **values: Any) -> dict[str, Any]:
    return {"hub_mode": "dev", "db_host": "127.0.0.1", "db_port": port, **values}


async def test_nobody_listens(closed_port: int) -> None:
    found = await failure(loopback(closed_port, db_password=SECRET))

    assert isinstance(found, DirectoryUnavailable)


async def test_the_name_of_the_host_is_unknown() -> None:
    found = await failure({"hub_mode": "dev", "db_host": "no-such-host.invalid"})

    assert isinstance(found, DirectoryUnavailable)


async def test_somebody_listens_and_says_nothing(silent_port: int) -> None:
    started = time.monotonic()
    found = await failure(loopback(silent_port, db_password=SECRET))

    assert isinstance(found, DirectoryUnavailable)
    assert time.monotonic() - started < 2 * 4.5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param("ALTER TABLE Users DROP COLUMN subscription_status",
                     "no column subscription_status", id="column missing"),
        pytest.param("ALTER TABLE Users RENAME COLUMN userID TO user_id",
                     "no column userID", id="column renamed"),
        pytest.param("DROP TABLE Users", "no table Users", id="table missing"),
    ],
)  # fmt: skip
async def test_sqlite_that_is_not_what_it_should_be(sqlite: Path, change: str, words: str) -> None:
    change_sqlite(sqlite, change)
    found = await failure({"hub_users_database": f"sqlite:///{sqlite}"})

    assert isinstance(found, DirectoryUnfit)
    assert words in str(found)


async def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "users.sqlite"
    found = await failure({"hub_users_database": f"sqlite:///{file}"})

    assert isinstance(found, DirectoryUnavailable)
    assert not file.exists()


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    # name: settings beside the usual ones, what the operator reads
    "wrong password": ({"db_password": SECRET}, "check DB_USER and DB_PASSWORD"),
    "no such database": ({"db_user": "lost", "db_name": "elsewhere"}, "DB_NAME"),
    "no rights on the table": ({"db_user": "stranger"}, "may not read table Users"),
    "no rights on a column": ({"db_user": "half"}, "may not read column"),
    "no table": ({"db_user": "lost", "db_name": "empty"}, "no table Users"),
    "no column": ({"db_user": "lost", "db_name": "old"}, "no column subscription_status"),
}


@pytest.fixture(scope="module")
def broken_mariadb(mariadb: MariaDB) -> MariaDB:
    """Other databases and accounts in the same server, each unfit in its own way."""
    mariadb.administer(
        "CREATE DATABASE empty; CREATE DATABASE old; CREATE TABLE old.Users LIKE codingnplay.Users;"
        "ALTER TABLE old.Users DROP COLUMN subscription_status;"
        "CREATE TABLE codingnplay.Other (id int);"
        "CREATE USER lost IDENTIFIED BY 'dev-password'; GRANT SELECT ON *.* TO lost;"
        "CREATE USER stranger IDENTIFIED BY 'dev-password';"
        "GRANT SELECT ON codingnplay.Other TO stranger;"
        "CREATE USER half IDENTIFIED BY 'dev-password';"
        "GRANT SELECT (id, userID) ON codingnplay.Users TO half;"
    )
    return mariadb


@pytest.mark.docker
@pytest.mark.parametrize("what", BROKEN)
async def test_mariadb_that_is_not_what_it_should_be(broken_mariadb: MariaDB, what: str) -> None:
    settings, words = BROKEN[what]
    found = await failure(mariadb_settings(broken_mariadb, **settings))

    assert isinstance(found, DirectoryUnfit)
    assert words in str(found)


async def can_ask(directory: UserDirectory) -> bool:
    try:
        return await directory.find("student1") is not None
    except DirectoryUnavailable:
        return False


async def cannot_ask(directory: UserDirectory) -> bool:
    return not await can_ask(directory)


@pytest.mark.docker
async def test_a_database_that_stops_in_mid_use_and_comes_back(mariadb: MariaDB) -> None:
    directory = UserDirectory(users_engine(hub_settings(**mariadb_settings(mariadb))))
    assert await directory.find("student1")

    mariadb.block_for(seconds=6)
    started = time.monotonic()
    await eventually(partial(cannot_ask, directory), 5, "the table is locked")
    assert time.monotonic() - started < 5

    await eventually(partial(can_ask, directory), 10, "the table is free again")
    mariadb.administer("KILL USER hub")
    assert await directory.find("student1")
    directory.close()


@pytest.mark.docker
async def test_reading_everything_counts_those_who_can_be_found(mariadb: MariaDB) -> None:
    directory = UserDirectory(users_engine(hub_settings(**mariadb_settings(mariadb))))

    assert await directory.check() == 52
    directory.close()


async def test_people_read_that_it_is_not_their_password(
    start_hub: HubFactory,
    visitor_of: VisitorFactory,
    closed_port: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hub = await start_hub(hub_settings(**loopback(closed_port, db_password=SECRET)))

    answer = await visitor_of(hub).login("student1", "codingnplay")

    assert (answer.status_code, login_error(answer)) == (503, messages.UNAVAILABLE.ko)
    assert int(answer.headers["retry-after"]) > 0
    [line] = [record for record in caplog.records if record.module == "platform_login"]
    assert line.levelno == logging.ERROR
    assert line.getMessage().startswith("Login of 'student1' could not be checked: ")
    assert line.exc_info is None
    assert SECRET not in caplog.text


async def test_the_operator_reads_which_column_is_missing(
    hub: Any, sqlite: Path, visitor_of: VisitorFactory, caplog: pytest.LogCaptureFixture
) -> None:
    change_sqlite(sqlite, "ALTER TABLE Users DROP COLUMN centerID")

    answer = await visitor_of(hub).login("student1", "codingnplay")

    assert (answer.status_code, login_error(answer)) == (503, messages.UNAVAILABLE.ko)
    assert "no column centerID" in caplog.text


async def test_a_database_that_is_down_counts_as_nobodys_failure(
    hub: Any, sqlite: Path, visitor_of: VisitorFactory
) -> None:
    visitor = visitor_of(hub)
    change_sqlite(sqlite, "ALTER TABLE Users RENAME TO Elsewhere")
    for _ in range(10):
        assert (await visitor.login("student1", "codingnplay")).status_code == 503

    change_sqlite(sqlite, "ALTER TABLE Elsewhere RENAME TO Users")
    assert (await visitor.login("student1", "codingnplay")).status_code == 302


async def test_whoever_is_logged_in_stays_so_while_the_database_is_down(
    hub: Any, sqlite: Path, visitor_of: VisitorFactory
) -> None:
    visitor = visitor_of(hub)
    await visitor.login("student1", "codingnplay")
    change_sqlite(sqlite, "DROP TABLE Users")
    hub.users["student1"]._auth_refreshed = 0

    assert await visitor.name() == "student1"
    assert (await visitor.http.get("home")).status_code == 200


async def test_open_pages_do_not_wait_for_a_slow_database_one_by_one(
    start_hub: HubFactory, sqlite_hub_settings: dict[str, Any], silent_port: int
) -> None:
    hub = await start_hub(hub_settings(**loopback(silent_port, auth="database")))
    check = hub.authenticator.session_check
    started = time.monotonic()

    assert await check.refresh("student1", False, None, []) is True
    assert [await check.refresh(f"student{n}", False, None, []) for n in range(30)] == [True] * 30
    assert time.monotonic() - started < 5


async def test_the_hub_answers_others_while_a_class_waits_for_a_slow_database(
    start_hub: HubFactory, visitor_of: VisitorFactory, silent_port: int
) -> None:
    hub = await start_hub(hub_settings(**loopback(silent_port, auth="database")))
    waiting = [
        asyncio.create_task(visitor_of(hub).login(f"student{n}", "codingnplay")) for n in range(10)
    ]
    onlooker = visitor_of(hub)
    slowest = 0.0
    while not all(task.done() for task in waiting):
        started = time.monotonic()
        assert (await onlooker.http.get("health")).status_code == 200
        slowest = max(slowest, time.monotonic() - started)

    assert {task.result().status_code for task in waiting} == {503}
    assert slowest < 1
