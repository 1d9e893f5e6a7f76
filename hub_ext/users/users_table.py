"""The platform's ``Users`` table as far as the hub reads it: one query, and its rows as people."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    column,
    func,
    select,
)

from hub_ext.users.person import Person

#: More rows than this never match one name; the limit keeps a broken table from filling memory.
_MOST_MATCHES: Final = 10

#: Only what a login needs. Names of people stay out of memory unless they log in, and phone
#: numbers, birthdays and addresses are not named here at all.
USERS: Final = Table(
    "Users",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("userID", String(255)),
    Column("password", String(255)),
    Column("name", String(255)),
    Column("role", String(16)),
    Column("centerID", Integer),
    Column("subscription_status", String(16)),
    # A date that may be 0000-00-00, which is no date at all to Python.
    Column("subscription_expiry", String(10)),
)


def rows_named(connection: Connection, user_id: str) -> list[Person]:
    """Return the people whose ``userID`` equals `user_id` under the table's own collation.

    The composed form of the name is looked for too: some keyboards send Korean in pieces.
    """
    spellings = {user_id, unicodedata.normalize("NFC", user_id)}
    query = select(USERS).where(USERS.c.userID.in_(sorted(spellings))).limit(_MOST_MATCHES)
    return [_person(row) for row in connection.execute(query).mappings()]


def rows_of_id(connection: Connection, row_id: int) -> list[Person]:
    """Return the person of a row: one, or none."""
    query = select(USERS).where(USERS.c.id == row_id).limit(_MOST_MATCHES)
    return [_person(row) for row in connection.execute(query).mappings()]


def rows_of_email(connection: Connection, email: str) -> list[Person]:
    """Return the people of an address under the table's own collation; nobody has an empty one."""
    if not email:
        return []
    # Compared and never read.
    query = select(USERS).where(column("email", String) == email).limit(_MOST_MATCHES)
    return [_person(row) for row in connection.execute(query).mappings()]


def rows_after(connection: Connection, row_id: int, most: int) -> list[Person]:
    """Return the next people by ``Users.id``, without their passwords; ``[]`` after the last."""
    columns = [column for column in USERS.c if column is not USERS.c.password]
    query = select(*columns).where(USERS.c.id > row_id, USERS.c.userID.is_not(None))
    rows = connection.execute(query.order_by(USERS.c.id).limit(most)).mappings()
    return [_person(row) for row in rows]


def only_one(people: Sequence[Person]) -> Person | None:
    """Return the only one there is; several people are as good as none."""
    return people[0] if len(people) == 1 else None


def count_rows(connection: Connection) -> int:
    """Read every column once, and count the rows that have a ``userID``."""
    connection.execute(select(USERS).limit(1)).all()
    return connection.execute(select(func.count(USERS.c.userID))).scalar_one()


def best_match(people: Sequence[Person], user_id: str) -> Person | None:
    """Choose among rows that the collation takes for the same name.

    Returns
    -------
    Person or None
        The one whose ``userID`` is exactly `user_id`, else its composed form, else the only one
        there is; None if there are several and none is exact, for then it is a guess.
    """
    for spelling in (user_id, unicodedata.normalize("NFC", user_id)):
        exact = [person for person in people if person.user_id == spelling]
        if len(exact) == 1:
            return exact[0]
    return people[0] if len(people) == 1 else None


def _person(row: RowMapping) -> Person:
    return Person(
        row_id=row["id"],
        user_id=row["userID"],
        password_hash=row.get("password") or "",
        name=row["name"] or "",
        role=row["role"],
        center_id=row["centerID"],
        subscription_status=row["subscription_status"],
        subscription_expiry=readable_date(row["subscription_expiry"]),
    )


def readable_date(value: Any) -> date | None:
    """Return the date of a column; None for NULL and for what is no date, as 0000-00-00."""
    # MySQL gives a date, SQLite its text.
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
