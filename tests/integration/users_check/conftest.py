"""A real MariaDB with databases that were restored from dumps."""

from collections.abc import Callable, Iterator
from typing import Any

import pymysql
import pytest
from pymysql.constants import CLIENT

from tests.integration.users.mariadb import MariaDB

#: Restores databases; the hub's own account only reads one table of another.
_OWNER = "owner"
_PASSWORD = "dev-password"

Restore = Callable[[str, str], None]


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    database = MariaDB.start()
    database.administer(
        f"CREATE USER '{_OWNER}'@'%' IDENTIFIED BY '{_PASSWORD}';GRANT ALL ON *.* TO '{_OWNER}'@'%'"
    )
    yield database
    database.stop()


def connection(mariadb: MariaDB, **options: Any) -> Any:
    return pymysql.connect(
        host="127.0.0.1", port=mariadb.port, user=_OWNER, password=_PASSWORD,
        charset="utf8mb4", **options,
    )  # fmt: skip


@pytest.fixture
def settings(mariadb: MariaDB, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The settings of a hub whose database this is."""
    values = {
        "HUB_MODE": "dev",
        "DB_HOST": "127.0.0.1",
        "DB_PORT": str(mariadb.port),
        "DB_USER": _OWNER,
        "DB_PASSWORD": _PASSWORD,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture
def restore(mariadb: MariaDB, settings: pytest.MonkeyPatch) -> Restore:
    """Restores a dump into a new database, which the settings then name."""

    def into(name: str, dump: str) -> None:
        options = {"client_flag": CLIENT.MULTI_STATEMENTS, "init_command": "SET sql_mode=''"}
        with connection(mariadb, **options) as connected, connected.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
            cursor.execute(f"USE {name}")
            cursor.execute(dump)
            while cursor.nextset():
                pass
            connected.commit()
        settings.setenv("DB_NAME", name)

    return into
