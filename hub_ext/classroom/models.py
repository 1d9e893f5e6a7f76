"""What the hub, the class page and its script say to each other, as JSON."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

ServerState = Literal["off", "starting", "running", "stopping"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Centres(_Model):
    """The centres whose students somebody may see, in order."""

    centres: list[str]


class Student(_Model):
    """One person of a centre, as the hub sees them.

    Attributes
    ----------
    user
        The ``userID``.
    name
        The name to show.
    last_activity
        None for somebody who was never here.
    notice
        What happened to the last start or the server, in the hub's language; ``""`` for nothing.
    """

    user: str
    name: str
    state: ServerState
    last_activity: datetime | None = None
    notice: str = ""


class Centre(_Model):
    """Everybody of a centre, by name."""

    centre: str
    students: list[Student]


class Seen(_Model):
    """Whose notebooks somebody has leave to look at."""

    user: str
    name: str
