"""The platform's table in the real database stand-in, filled with invented people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pymysql

from bench.people.population import PASSWORD_HASH, Invented, people
from tests.integration.users.mariadb import MariaDB

_ACCOUNT: Final = "bench"
_INSERT: Final = (
    "INSERT INTO Users (userID, password, email, name, role, subscription_status, centerID)"
    " VALUES (%s, %s, %s, %s, %s, 'active', %s)"
)


class PeopleTable:
    """What the platform does to the table; the hub itself can only read it.

    Parameters
    ----------
    database
        A running one, whose people are replaced.
    """

    def __init__(self, database: MariaDB) -> None:
        self.port = database.port
        database.administer(
            f"CREATE USER {_ACCOUNT}@'%'; GRANT ALL ON codingnplay.* TO {_ACCOUNT}@'%'"
        )

    def empty(self) -> None:
        """Leave nobody."""
        with self._cursor() as cursor:
            cursor.execute("TRUNCATE TABLE Users")

    def fill(self, count: int) -> list[Invented]:
        """Put `count` people in, after those who are there, and return them."""
        invented = people(count)
        rows = [
            (
                one.user_id,
                PASSWORD_HASH,
                f"{one.user_id}@x.invalid",
                one.name,
                one.role,
                one.center_id,
            )
            for one in invented
        ]
        with self._cursor() as cursor:
            cursor.executemany(_INSERT, rows)
        return invented

    def rename_students(self, count: int) -> None:
        """Give `count` students, from everywhere in the table, another name."""
        with self._cursor() as cursor:
            cursor.execute(
                "UPDATE Users SET name = CONCAT(name, '+') WHERE role = 'student'"
                " ORDER BY MD5(userID) LIMIT %s",
                (count,),
            )

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        connection = pymysql.connect(
            host="127.0.0.1", port=self.port, user=_ACCOUNT, database="codingnplay"
        )
        with connection, connection.cursor() as cursor:
            yield cursor
            connection.commit()


@contextmanager
def running_table() -> Iterator[PeopleTable]:
    """Run the database in a container of its own."""
    database = MariaDB.start()
    try:
        yield PeopleTable(database)
    finally:
        database.stop()
