"""What an audit has to remember, on disk: its memory must not grow with the bucket."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final, Self

from hub_ext.content_audit.addresses import Address
from hub_ext.content_audit.models import Reference
from hub_ext.content_audit.spelling import canonical, closeness, file_name, owner

_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE object (
    key TEXT PRIMARY KEY, size INTEGER, canonical TEXT, name TEXT, owner TEXT
) WITHOUT ROWID;
CREATE TABLE reference (key TEXT, reference TEXT);
"""
#: Made when all rows are there, which is faster.
_OBJECT_INDEXES: Final = """
CREATE INDEX by_canonical ON object (canonical);
CREATE INDEX by_name ON object (name);
"""
_OBJECT: Final = "INSERT OR REPLACE INTO object VALUES (?, ?, ?, ?, ?)"
#: A name that more files have than this, ``index.html``, tells nothing.
_MOST_OF_A_NAME: Final = 10
_MOST_LIKELY: Final = 3


class Workbook:
    """The bucket's list, and the references that were found.

    Parameters
    ----------
    file
        A new file; removed by whoever made its folder.
    """

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add_objects(self, objects: Sequence[tuple[str, int]]) -> None:
        """Remember keys of the bucket, with their sizes in bytes."""
        rows = [(key, size, canonical(key), file_name(key), owner(key)) for key, size in objects]
        self._database.execute("BEGIN")
        self._database.executemany(_OBJECT, rows)
        self._database.execute("COMMIT")

    def all_objects_added(self) -> int:
        """Get ready to be asked about objects; return how many there are."""
        self._database.executescript(_OBJECT_INDEXES)
        return self._number("SELECT count(*) FROM object")

    def size(self, key: str) -> int | None:
        """Return an object's bytes; None if there is none of exactly this key."""
        row = self._database.execute("SELECT size FROM object WHERE key = ?", (key,)).fetchone()
        return None if row is None else int(row[0])

    def is_folder(self, key: str) -> bool:
        """Tell whether there is an object under a key that ends in a slash."""
        query = "SELECT 1 FROM object WHERE key > ? AND key < ? LIMIT 1"
        following = f"{key[:-1]}0"  # what comes after a slash
        return self._database.execute(query, (key, following)).fetchone() is not None

    def keys_ending(self, prefixes: Collection[str], endings: tuple[str, ...]) -> list[str]:
        """Return the keys under any of some prefixes that end so, in whichever case, in order."""
        found: set[str] = set()
        for prefix in prefixes:
            query = "SELECT key FROM object WHERE substr(key, 1, ?) = ?"
            for (key,) in self._database.execute(query, (len(prefix), prefix)):
                if key.lower().endswith(endings):
                    found.add(key)
        return sorted(found)

    def likely(self, key: str) -> list[str]:
        """Return the keys that are probably meant by one that is not there, the likeliest first."""
        query = "SELECT key FROM object WHERE canonical = ? LIMIT ?"
        found = self._column(query, (canonical(key), _MOST_OF_A_NAME))
        if not found:
            query = "SELECT key FROM object WHERE name = ? AND owner IN ('', ?) LIMIT ?"
            found = self._column(query, (file_name(key), owner(key), _MOST_OF_A_NAME + 1))
            if len(found) > _MOST_OF_A_NAME:
                return []
        return sorted(found, key=lambda one: (-closeness(key, one), one))[:_MOST_LIKELY]

    def add_reference(self, address: Address, reference: Reference) -> None:
        """Remember one reference; all objects must have been added."""
        is_key = address.literal != address.key and self.size(address.literal) is not None
        key = address.literal if is_key else address.key
        row = (key, reference.model_dump_json(exclude_none=True))
        self._database.execute("INSERT INTO reference VALUES (?, ?)", row)

    def all_references_added(self) -> tuple[int, int]:
        """Get ready to be asked about references; return how many there are, to how many keys."""
        self._database.execute("CREATE INDEX by_key ON reference (key)")
        keys = "SELECT count(DISTINCT key) FROM reference"
        return self._number("SELECT count(*) FROM reference"), self._number(keys)

    def keys_referred_to(self) -> Iterator[str]:
        """Each key that something refers to, in order."""
        for (key,) in self._database.execute("SELECT DISTINCT key FROM reference ORDER BY key"):
            yield key

    def references(self, key: str) -> list[Reference]:
        """Return who refers to a key, by source, and in the order of each."""
        query = "SELECT reference FROM reference WHERE key = ? ORDER BY rowid"
        found = [Reference.model_validate_json(row) for row in self._column(query, (key,))]
        # Documents are read side by side.
        return sorted(found, key=lambda reference: reference.place.source)

    def _column(self, query: str, values: Sequence[object]) -> list[str]:
        return [str(row[0]) for row in self._database.execute(query, values)]

    def _number(self, query: str) -> int:
        return int(self._database.execute(query).fetchone()[0])
