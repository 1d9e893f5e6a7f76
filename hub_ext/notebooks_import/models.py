"""What was found, and what became of it."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

#: Why a file was left where it is.
Reason = Literal["no-such-user", "no-owner", "link", "bad-name", "unreadable", "not-uploaded"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class SourceFile(_Model):
    """A file of the old host.

    Attributes
    ----------
    place
        Where it is.
    path
        Relative to its owner's files.
    """

    place: Path
    path: str


class Imported(_Model):
    """A file that is in the bucket now, or would be.

    Attributes
    ----------
    source
        Relative to the tree.
    path
        Relative to the home; another one than the file's own if that was taken.
    """

    source: str
    path: str
    renamed: bool


class Left(_Model):
    """A file or folder that stays where it is only."""

    source: str
    reason: Reason
    files: int = 1


class Invalid(_Model):
    """A notebook that Jupyter cannot open; it is imported as it is."""

    source: str
    problem: str


class Person(_Model):
    """What became of one person's files."""

    user_id: str
    imported: list[Imported] = []
    already: int = 0


class Report(_Model):
    """What one run did.

    Attributes
    ----------
    left_out
        Files that are nobody's work: checkpoints, caches.
    unfinished
        People of whom the bucket did not get everything; the next run goes on.
    """

    dry_run: bool
    people: list[Person]
    left: list[Left]
    invalid: list[Invalid]
    left_out: int
    unfinished: list[str]
