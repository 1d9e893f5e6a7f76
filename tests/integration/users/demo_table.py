"""The demo people of ``deploy/dev/users.sql`` in SQLite."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

USERS_SQL = Path(__file__).resolve().parents[3] / "deploy/dev/users.sql"

_COLUMN = re.compile(r"^  `(\w+)` ", re.MULTILINE)
_INSERT = re.compile(r"INSERT INTO `Users` VALUES.*?;\n", re.DOTALL)


def make_sqlite(file: Path, *changes: str, collation: str = "NOCASE") -> Path:
    """Write the demo table to `file`, with `collation` for text, and apply `changes`."""
    dump = USERS_SQL.read_text()
    people = _INSERT.search(dump)
    assert people
    # Without types SQLite keeps each value as the dump has it.
    columns = ", ".join(f"{name} COLLATE {collation}" for name in _COLUMN.findall(dump))
    with closing(sqlite3.connect(file)) as database:
        database.execute(f"CREATE TABLE Users ({columns})")
        database.execute(people.group())
        database.commit()
    change_sqlite(file, *changes)
    return file


def change_sqlite(file: Path, *changes: str) -> None:
    """Do to the table what the platform or its operator would."""
    with closing(sqlite3.connect(file)) as database:
        for change in changes:
            database.execute(change)
        database.commit()
