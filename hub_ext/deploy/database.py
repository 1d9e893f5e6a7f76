"""Copies of the hub's database, made while the hub writes to it, and what they are told apart by."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

#: Without what SQLite makes for itself, at times of its own.
_TABLES: Final = r"""
    SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name
"""
_REVISION: Final = "SELECT version_num FROM alembic_version ORDER BY version_num"


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
    """Return what tells the tables of two databases apart.

    Returns
    -------
    str
        The revision, as JupyterHub's migrations name it, if there is one, and a digest of how the tables
        were made: SQLite keeps what a migration did before it failed, and the revision is then the old one.

    Raises
    ------
    DatabaseError
        If the file is missing or no database.
    """
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True)) as found:
            tables = dict(found.execute(_TABLES))
            rows = found.execute(_REVISION).fetchall() if "alembic_version" in tables else []
    except sqlite3.Error as error:
        raise DatabaseError(f"{database}: {error}") from None
    digest = hashlib.sha256(repr(tables).encode()).hexdigest()
    return " ".join([*(str(revision) for (revision,) in rows), digest])
