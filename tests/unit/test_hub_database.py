"""The hub's database writes ahead, whatever it was before, and what cannot be written is told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from tornado.web import HTTPError

from hub_ext.hub_database import write_ahead
from hub_ext.hub_database_trouble import (
    CANNOT_WRITE,
    HubDatabaseUnavailableError,
    _never_nobody,
    tell_when_unavailable,
)
from hub_ext.language import LanguageSetting


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


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    tell_when_unavailable(LanguageSetting.ENGLISH)
    write_ahead(tmp_path / "hub.sqlite")
    engine = create_engine(f"sqlite:///{tmp_path / 'hub.sqlite'}", connect_args={"timeout": 0.01})
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE users (name)"))
    yield engine
    engine.dispose()


@contextmanager
def locked(engine: Engine) -> Iterator[None]:
    """Somebody else has the database for themselves."""
    with closing(sqlite3.connect(engine.url.database or "")) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def write(engine: Engine) -> None:
    with Session(engine) as session:
        session.execute(text("INSERT INTO users VALUES (:name)"), {"name": "a-secret"})
        session.commit()


def test_a_lock_is_a_503_with_a_sentence_and_a_reason_to_roll_back(engine: Engine) -> None:
    with locked(engine), pytest.raises(HubDatabaseUnavailableError) as met:
        write(engine)
    assert isinstance(met.value, HTTPError) and met.value.status_code == 503
    # What JupyterHub rolls back for.
    assert isinstance(met.value, OperationalError)
    assert met.value.jupyterhub_message == CANNOT_WRITE.en
    assert "database is locked" in str(met.value)
    assert "a-secret" not in str(met.value)
    write(engine)


def test_a_full_disk_is_no_error_of_the_request(engine: Engine) -> None:
    with Session(engine) as session:
        session.execute(text("PRAGMA max_page_count = 2"))
        with pytest.raises(HubDatabaseUnavailableError, match="full"):
            session.execute(text("INSERT INTO users VALUES (:name)"), {"name": "x" * 50_000})


def test_a_mistake_of_ours_stays_one(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(OperationalError, match="no such table") as met:
        session.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(met.value, HTTPError)


async def test_whoever_cannot_be_found_out_is_not_taken_for_nobody(engine: Engine) -> None:
    async def look_up(handler: object) -> None:
        try:
            write(engine)
        except OperationalError:
            # As upstream's does: the request goes on without a user.
            return

    prepare = _never_nobody(look_up)
    with locked(engine), pytest.raises(HubDatabaseUnavailableError):
        await prepare(None)
    await prepare(None)
