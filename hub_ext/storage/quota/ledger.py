"""What is known of everybody's usage, on disk, so that a restart forgets nothing."""

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from hub_ext.storage.quota.counting import Count
from hub_ext.whole_files import put_whole


class Person(BaseModel):
    """One person.

    Attributes
    ----------
    center_id
        The centre that they belonged to when their home was last opened.
    count
        None if their files were never counted.
    """

    center_id: int | None = None
    count: Count | None = None


class Ledger(BaseModel):
    """Everybody whose home was opened on this host.

    Attributes
    ----------
    people
        By ``userID``.
    shared_bytes
        Of what centres share, by their number.
    reconciled_at
        When all of it was last compared with the bucket.
    """

    people: dict[str, Person] = {}
    shared_bytes: dict[int, int] = {}
    reconciled_at: datetime | None = None

    def person(self, user_id: str) -> Person:
        """Return what is known of a person; a change of it is remembered."""
        return self.people.setdefault(user_id, Person())

    def center_bytes(self, center_id: int) -> int | None:
        """Return what a centre's people and its shared folder take in the store; None if unknown."""
        counts = [person.count for person in self.people.values() if person.center_id == center_id]
        shared = self.shared_bytes.get(center_id)
        if shared is None or None in counts:
            return None
        return shared + sum(count.stored_bytes for count in counts if count is not None)


class LedgerFile:
    """The ledger on disk.

    Parameters
    ----------
    file
        In a folder that only the agent reads: the names of files are in it.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> Ledger:
        """Return what was written; an empty ledger if nothing was, or nothing that can be read."""
        try:
            return Ledger.model_validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return Ledger()

    def write(self, text: str) -> None:
        """Write a ledger's JSON, whenever the power fails."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        put_whole(self._file, text.encode(), 0o600)
