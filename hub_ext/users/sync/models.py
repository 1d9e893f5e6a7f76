"""What the sync and the hub say to each other, as JSON."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field

#: People in one request; as many as the hub looks at within a moment.
BATCH: Final = 200


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SyncedPerson(_Model):
    """A row of the table as the hub is told of it.

    Attributes
    ----------
    admitted
        Whether they may use notebooks, by role, subscription and name.
    """

    user_id: str
    name: str
    role: str
    center_id: int | None
    admitted: bool


class SyncBatch(_Model):
    """What is new.

    Attributes
    ----------
    gone
        Names of people who have no row any more.
    """

    people: list[SyncedPerson] = Field(default=[], max_length=BATCH)
    gone: list[str] = Field(default=[], max_length=BATCH)


class RoundReport(_Model):
    """What came of a round.

    Attributes
    ----------
    table_read
        Whether the database gave the whole table.
    """

    table_read: bool


class Heard(_Model):
    """The hub has heard it."""


class SyncOutcome(_Model):
    """What the hub did.

    Attributes
    ----------
    unfinished
        Names of people whose server is still starting or stopping; to be sent again.
    """

    created: int = 0
    changed: int = 0
    stopped: int = 0
    removed: int = 0
    unfinished: list[str] = []


class KnownNames(_Model):
    """A page of the people that the hub takes for people of the table.

    Attributes
    ----------
    last
        What to ask for next; None after the last page.
    """

    names: list[str]
    last: int | None
