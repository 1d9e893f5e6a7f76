"""The hub's database writes ahead, whatever it was before."""

import sqlite3
from contextlib import closing
from pathlib import Path

from hub_ext.hub_database import write_ahead


def mode(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        (found,) = connection.execute("PRAGMA journal_mode").fetchone()
        return str(found)


def test_a_new_database_and_one_with_everything_in_it(tmp_path: Path) -> None:
    write_ahead(tmp_path / "new.sqlite")
    assert mode(tmp_path / "new.sqlite") == "wal"
    with closing(sqlite3.connect(tmp_path / "old.sqlite")) as old, old:
        old.execute("CREATE TABLE users (name)")
        old.execute("INSERT INTO users VALUES ('student1')")
    for _ in range(2):
        write_ahead(tmp_path / "old.sqlite")
    assert mode(tmp_path / "old.sqlite") == "wal"
    with closing(sqlite3.connect(tmp_path / "old.sqlite")) as old:
        assert old.execute("SELECT name FROM users").fetchall() == [("student1",)]


def test_where_there_is_no_folder_none_is_made(tmp_path: Path) -> None:
    write_ahead(tmp_path / "srv" / "hub.sqlite")
    assert not (tmp_path / "srv").exists()
