"""What both stores hold, on disk: a hundred thousand keys and more, in any order."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from typing import Final

from hub_ext.content.keys import obstacle
from hub_ext.content.store import Listed

_SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -8000;
CREATE TABLE source (key TEXT PRIMARY KEY, etag TEXT, size INT, modified REAL, state TEXT,
    detail TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE target (key TEXT PRIMARY KEY, etag TEXT, size INT, modified REAL) WITHOUT ROWID;
CREATE INDEX by_state ON source (state, size / 1048576, key);
CREATE TABLE findings (kind TEXT, key TEXT, detail TEXT);
"""
_ROWS_AT_ONCE: Final = 1000


class Inventory:
    """The lists of both stores, and what was found when they were compared.

    Parameters
    ----------
    file
        Where it is kept while the command runs.
    """

    def __init__(self, file: Path) -> None:
        self.database = sqlite3.connect(file, isolation_level=None)
        self.database.executescript(_SCHEMA)

    def add_source(self, objects: Iterable[Listed]) -> Iterator[int]:
        """Keep what the source holds; yield how many were kept, now and then."""
        sql = "INSERT OR REPLACE INTO source (key, etag, size, modified, state) VALUES (?, ?, ?, ?, ?)"
        rows = (
            (one.key, one.etag, one.size, one.modified, "odd" if obstacle(one.key) else "new")
            for one in objects
        )
        return self._add(sql, rows)

    def add_target(self, objects: Iterable[Listed]) -> Iterator[int]:
        """Keep what the target holds, as `add_source`."""
        sql = "INSERT OR REPLACE INTO target VALUES (?, ?, ?, ?)"
        return self._add(sql, ((one.key, one.etag, one.size, one.modified) for one in objects))

    def _add(self, sql: str, rows: Iterable[tuple[object, ...]]) -> Iterator[int]:
        for some in batched(rows, _ROWS_AT_ONCE, strict=False):
            with self.together():
                self.database.executemany(sql, some)
            yield len(some)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write many rows in one go."""
        self.database.execute("BEGIN")
        yield
        self.database.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()


@contextmanager
def new_inventory() -> Iterator[Inventory]:
    """Give an empty one in the folder of temporary files."""
    with tempfile.TemporaryDirectory(prefix="eduhub-content-") as folder:
        inventory = Inventory(Path(folder) / "inventory")
        try:
            yield inventory
        finally:
            inventory.close()
