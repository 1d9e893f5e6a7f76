"""What is to be copied, and what becomes of each object."""

from collections.abc import Iterator, Mapping
from typing import Final

from hub_ext.content.inventory import Inventory

#: Objects and bytes that rclone is given at once. It looks at the target's objects before it
#: copies the first of them, so this also bounds how old that look can be.
_BATCH_OBJECTS: Final = 1000
_BATCH_BYTES: Final = 1024**3

# An ETag with a dash is that of an upload in parts, and says nothing about the content.
_CLASSIFY: Final = """
UPDATE source SET state = CASE
    WHEN source.size = target.size AND (source.etag = target.etag OR
        (instr(source.etag || target.etag, '-') > 0 AND target.modified >= source.modified))
    THEN 'same'
    WHEN source.modified > target.modified THEN 'new'
    ELSE 'left' END
FROM target WHERE source.key = target.key AND source.state = 'new'
"""


class Plan:
    """The states of the source's objects.

    Notes
    -----
    ``new`` is to be copied: the target has none, or the source's was written later. It becomes ``copied``, ``failed`` or ``changed`` (the target's was written meanwhile).
    ``same`` is there already. ``left`` differs, and the target's is the younger one: what the
    platform saved there since is never overwritten. ``odd`` has a key that a copy cannot carry.
    """

    def __init__(self, inventory: Inventory) -> None:
        self._database = inventory.database
        self._inventory = inventory
        self._database.execute(_CLASSIFY)

    def count(self, state: str) -> int:
        """Return how many objects are in a state."""
        return self._one("SELECT count(*) FROM source WHERE state = ?", state)

    def size(self, state: str) -> int:
        """Return how many bytes they have."""
        return self._one("SELECT coalesce(sum(size), 0) FROM source WHERE state = ?", state)

    def keys(self, state: str) -> Iterator[tuple[str, str]]:
        """Yield the keys in one state, each with what is known of it."""
        yield from self._database.execute(
            "SELECT key, detail FROM source WHERE state = ? ORDER BY key", (state,)
        )

    def batches(self) -> Iterator[dict[str, int]]:
        """Yield what is to be copied, a batch at a time: sizes in bytes by key.

        Notes
        -----
        Large objects are among their like, so that a batch of small ones does not wait for one of
        them; small ones are by key, since rclone lists the target's folders of each batch. Each must have another state before the next batch is asked for.
        """
        while batch := self._next():
            yield batch

    def settle(self, states: Mapping[str, tuple[str, str]]) -> None:
        """Keep what became of a batch: state and detail by key."""
        with self._inventory.together():
            self._database.executemany(
                "UPDATE source SET state = ?, detail = ? WHERE key = ?",
                [(state, detail, key) for key, (state, detail) in states.items()],
            )

    def try_failed_again(self) -> None:
        """Put what failed back among what is to be copied."""
        self._database.execute("UPDATE source SET state = 'new' WHERE state = 'failed'")

    def _next(self) -> dict[str, int]:
        rows = self._database.execute(
            "SELECT key, size FROM source WHERE state = 'new' ORDER BY size / 1048576, key LIMIT ?",
            (_BATCH_OBJECTS,),
        )
        batch: dict[str, int] = {}
        room = _BATCH_BYTES
        for key, size in rows:
            room -= size
            if batch and room < 0:
                break
            batch[key] = size
        rows.close()
        return batch

    def _one(self, sql: str, state: str) -> int:
        return int(self._database.execute(sql, (state,)).fetchone()[0])
