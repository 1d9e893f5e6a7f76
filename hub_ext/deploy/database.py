"""Copies of the hub's database, made while the hub writes to it, and what they are told apart by."""

import sqlite3
from contextlib import closing
from pathlib import Path


class DatabaseError(Exception):
    """A database that cannot be read, or is damaged; the text names the file."""


def copy_database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, whoever writes to it.

    Parameters
    ----------
    source
        In use or not.
    target
        Replaced if it is there; not left behind if something fails.

    Raises
    ------
    DatabaseError
        If `source` is missing or damaged.
    """
    target.unlink(missing_ok=True)
    try:
        # rw, and not ro: whoever reads a log of writes takes part in it. Never made anew.
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as found,
            closing(sqlite3.connect(target)) as copy,
        ):
            found.backup(copy)
            # A copy is one file, for wherever it goes.
            copy.execute("PRAGMA journal_mode = DELETE")
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise DatabaseError(f"{source}: {error}") from None
    if verdict != "ok":
        target.unlink(missing_ok=True)
        raise DatabaseError(f"{source} is damaged: {verdict}")


def schema(database: Path) -> str:
    """Return the revision of the tables, as JupyterHub's migrations name it; "" if there is none.

    Raises
    ------
    DatabaseError
        If the file is missing or no database.
    """
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True)) as found:
            tables = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            if not found.execute(tables).fetchone():
                return ""
            row = found.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise DatabaseError(f"{database}: {error}") from None
    return str(row[0]) if row else ""
