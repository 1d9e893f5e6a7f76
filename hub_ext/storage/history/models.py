"""What the hub and the storage agent say to each other about earlier versions, as JSON."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from hub_ext.storage.models import HomeRequest


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileRequest(HomeRequest):
    """Which file is meant.

    Attributes
    ----------
    path
        Relative to the home.
    """

    path: str


class VersionRequest(FileRequest):
    """Which version of a file is meant.

    Attributes
    ----------
    moment
        As a list of versions names it.
    """

    moment: str


class Version(_Model):
    """What a file was until it was replaced or deleted.

    Attributes
    ----------
    moment
        When that happened, as a name that no other version of the file has.
    replaced
        The same as a time.
    saved
        When this version was written; None if the store does not say.
    bytes
        Its size.
    """

    moment: str
    replaced: datetime
    saved: datetime | None = None
    bytes: int


class Versions(_Model):
    """The versions of one file, the newest first.

    Attributes
    ----------
    exists
        Whether there is such a file now; if not, it was deleted.
    """

    path: str
    exists: bool
    versions: list[Version]


class HistoryFile(_Model):
    """A file with earlier versions.

    Attributes
    ----------
    path
        Relative to the home.
    exists
        Whether there is such a file now; if not, it was deleted.
    versions
        How many earlier ones there are.
    replaced
        When the newest of them was replaced or deleted.
    bytes
        Of all of them together.
    """

    path: str
    exists: bool
    versions: int
    replaced: datetime
    bytes: int


class HistoryList(_Model):
    """A person's files with earlier versions: what changed last comes first, what is hidden last.

    Attributes
    ----------
    files
        The first five hundred.
    count
        How many there are.
    bytes
        Of all earlier versions of all of them.
    """

    files: list[HistoryFile]
    count: int
    bytes: int


class Restored(_Model):
    """A version that is the file again.

    Attributes
    ----------
    kept
        The moment under which what was there before is a version now; None if nothing was, or the
        very same.
    arrived
        Whether the person's server has it already; if not, it follows by itself.
    """

    kept: str | None = None
    arrived: bool
