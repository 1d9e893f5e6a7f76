"""The hub's own database: a file of SQLite."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

#: In the hub's own volume.
HUB_DATABASE: Final = Path("/srv/hub-data/hub.sqlite")


def write_ahead(database: Path) -> None:
    """Let SQLite keep its log of writes beside the database, which stays so.

    Every login and every start is several commits, and the hub's loop waits for the disk at each: once
    with this log, and two or three times without. As safe against a loss of power as before.

    Parameters
    ----------
    database
        Made if missing. Without its folder this is not the hub's machine, and nothing happens.
    """
    if database.parent.is_dir():
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
