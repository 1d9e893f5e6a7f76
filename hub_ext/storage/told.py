"""What a person's server is told about their files: one small file that it can read and not write.

The agent writes ``state.json`` into a folder that the container binds read-only. So the server
needs no way to the agent, and no token; and a file that is no longer written again says by its age
that nobody knows.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.errors import ErrorCode

#: How near to a quota somebody is, see `Usage`.
Level = Literal["fine", "warn", "urgent", "full"]


class NamedSize(BaseModel):
    """A file of a home, and its size in bytes."""

    model_config = ConfigDict(frozen=True)

    path: str
    bytes: int


class Usage(BaseModel):
    """How much room a person's files and their centre's take, and how much there may be.

    Attributes
    ----------
    used_bytes
        Of all files of the person together, of what is held back too.
    quota_bytes, center_quota_bytes
        0 if there is no quota.
    center_used_bytes
        Of what the object store has of the homes of the centre's people, and of what it shares; None
        if not known yet, or without a centre.
    level
        ``full`` also if anything is held back. ``warn`` from 80 %, ``urgent`` from 95 %, ``full`` from 100 % of the person's or the
        centre's quota, whichever is nearer.
    history_bytes
        Of earlier versions; shown, and not part of `used_bytes`. None if not known yet.
    largest
        The person's largest files, at most five.
    held_back
        What is on this host only, because there is no room for it in the object store; at most twenty.
    """

    model_config = ConfigDict(frozen=True)

    used_bytes: int
    quota_bytes: int
    center_used_bytes: int | None = None
    center_quota_bytes: int | None = None
    level: Level = "fine"
    history_bytes: int | None = None
    largest: tuple[NamedSize, ...] = ()
    held_back: tuple[NamedSize, ...] = ()


class Told(BaseModel):
    """The content of ``state.json``.

    Attributes
    ----------
    way
        How files come to the server.
    state, since, reason
        As in `hub_ext.storage.models.HomeStatus`.
    written
        When the agent wrote this. It does so every ten seconds: half a minute later nobody knows.
    usage
        None if it is not known yet.
    """

    model_config = ConfigDict(frozen=True)

    way: HomeStorage
    state: Literal["saved", "saving", "waiting"]
    since: datetime | None = None
    reason: ErrorCode | None = None
    written: datetime
    usage: Usage | None = None
