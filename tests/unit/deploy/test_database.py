"""A copy of a database is the database at one moment, whoever writes to it meanwhile."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from hub_ext.deploy.database import DatabaseError, copy_database, schema
from hub_ext.hub_database import write_ahead


def made(folder: Path, revision: str = "") -> Path:
    file = folder / "hub.sqlite"
    write_ahead(file)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE pairs (one INTEGER, other INTEGER)")
        if revision:
            database.execute("CREATE TABLE alembic_version (version_num TEXT)")
            database.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
    return file


def test_a_copy_in_the_middle_of_writes_has_every_transaction_whole(tmp_path: Path) -> None:
    file, enough = made(tmp_path), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(file, timeout=30)) as database:
            number = 0
            while not enough.is_set():
                with database:
                    database.execute("INSERT INTO pairs VALUES (?, 0)", (number,))
                    database.execute("UPDATE pairs SET other = one WHERE one = ?", (number,))
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(20):
            copy = tmp_path / f"{number}.sqlite"
            copy_database(file, copy)
            with closing(sqlite3.connect(copy)) as found:
                torn = found.execute("SELECT count(*) FROM pairs WHERE one != other").fetchone()
            assert torn == (0,)
    finally:
        enough.set()
        writer.join()


def test_what_is_only_in_the_log_of_writes_is_in_the_copy_and_the_copy_is_one_file(
    tmp_path: Path,
) -> None:
    file = made(tmp_path)
    with closing(sqlite3.connect(file)) as open_still:
        with open_still:
            open_still.execute("INSERT INTO pairs VALUES (1, 1)")
        copy_database(file, tmp_path / "copy.sqlite")
    assert not list(tmp_path.glob("copy.sqlite-*"))
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as found:
        assert found.execute("SELECT * FROM pairs").fetchall() == [(1, 1)]


@pytest.mark.parametrize("content", [None, b"no database", b""])
def test_what_is_no_database_is_named_and_never_made(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "hub.sqlite"
    if content is not None:
        file.write_bytes(content)
    if content == b"":
        # SQLite's own empty database.
        assert len(schema(file)) == 64
        return
    for ask in (schema, lambda source: copy_database(source, tmp_path / "copy.sqlite")):
        with pytest.raises(DatabaseError, match=r"hub\.sqlite"):
            ask(file)
    assert file.exists() == (content is not None)
    assert not (tmp_path / "copy.sqlite").exists()


def test_a_damaged_database_is_no_backup(tmp_path: Path) -> None:
    file = made(tmp_path)
    with closing(sqlite3.connect(file)) as database, database:
        database.executemany("INSERT INTO pairs VALUES (?, ?)", [(n, n) for n in range(5000)])
        database.execute("CREATE INDEX by_one ON pairs (one)")
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    for page in range(4096 * 4, len(content), 4096):
        content[page + 8 : page + 40] = b"\xff" * 32
    file.write_bytes(content)
    with pytest.raises(DatabaseError, match=r"damaged|malformed"):
        copy_database(file, tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite").exists()


def changed(file: Path, *statements: str) -> str:
    with closing(sqlite3.connect(file)) as database, database:
        for statement in statements:
            database.execute(statement)
    return schema(file)


def test_tables_are_told_apart_by_their_revision(tmp_path: Path) -> None:
    file = made(tmp_path, "99eca004846c")
    before = schema(file)
    assert before.startswith("99eca004846c ")
    assert changed(file, "INSERT INTO pairs VALUES (1, 1)", "ANALYZE") == before
    assert changed(file, "UPDATE alembic_version SET version_num = '4621fec11365'") != before
    copy_database(file, tmp_path / "copy.sqlite")
    assert schema(tmp_path / "copy.sqlite") == schema(file)


def test_a_migration_that_failed_after_its_first_column_has_changed_the_tables(
    tmp_path: Path,
) -> None:
    file = made(tmp_path, "99eca004846c")
    before = schema(file)
    with pytest.raises(sqlite3.OperationalError, match="duplicate column"):
        changed(
            file,
            "ALTER TABLE pairs ADD COLUMN third INTEGER",
            "ALTER TABLE pairs ADD COLUMN other INTEGER",
            "UPDATE alembic_version SET version_num = '4621fec11365'",
        )
    after = schema(file)
    assert after.startswith("99eca004846c ")
    assert after != before
