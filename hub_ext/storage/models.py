"""What the hub and the storage agent say to each other, as JSON."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.errors import ErrorCode
from hub_ext.storage.told import Level

#: People that one request for summaries may name.
MOST_SUMMARIES = 200
#: Notebooks that one list may have.
MOST_NOTEBOOKS = 1000


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HomeRequest(_Model):
    """Whose home is meant.

    Attributes
    ----------
    user_id
        The platform's ``userID``, case kept.
    """

    user_id: str


class OpenRequest(HomeRequest):
    """Whose home is to be opened, and what else is theirs.

    Attributes
    ----------
    center_id
        Their learning centre; None if they belong to none.
    teaches
        Whether they may write what their centre shares.
    """

    center_id: int | None = None
    teaches: bool = False


class Gateway(_Model):
    """The door to one person's files for `HomeStorage.CONTENTS`; shut when their home is closed.

    Attributes
    ----------
    access_key, secret_key
        Made for this one opening; no keys of the object store.
    """

    access_key: str
    secret_key: str = Field(repr=False)


class OpenedHome(_Model):
    """A home that is ready for a container.

    Attributes
    ----------
    way
        How the files come to the container.
    path
        A folder relative to ``HUB_DATA_DIR``. Of a working copy, the home itself. Of a mount, the
        folder in which the home is mounted as ``student``, again after each failure: a container
        binds this one, with propagation. ``""`` for `HomeStorage.CONTENTS`.
    told
        The folder, relative to ``HUB_DATA_DIR``, in which the agent tells the person's server how
        their files stand; ``""`` if it does not.
    center
        The folder, relative to ``HUB_DATA_DIR``, of what the person's centre shares; ``""`` if
        there is none. Of a mount it is inside `path` already.
    gateway
        For `HomeStorage.CONTENTS` only.
    state
        ``behind`` if the object store could not be asked and an earlier working copy is used.
    reason
        Why it is behind.
    """

    way: HomeStorage = HomeStorage.WORKING_COPY
    path: str
    told: str = ""
    center: str = ""
    gateway: Gateway | None = None
    state: Literal["current", "behind"]
    reason: ErrorCode | None = None


class PlaceRequest(_Model):
    """Which place is meant: see `hub_ext.storage.attaching.attachments`.

    Attributes
    ----------
    name
        1 to 64 characters of ``a-z``, ``0-9`` and ``-``.
    """

    name: str


class AttachRequest(PlaceRequest):
    """Whose home is to be shown there."""

    user_id: str


class Attached(_Model):
    """The place that was made, used or taken away."""

    name: str


class Places(_Model):
    """All places of this host.

    Attributes
    ----------
    people
        The person at each place, by its name; ``""`` where nobody is yet.
    """

    people: dict[str, str]


class ClosedHome(_Model):
    """What became of a home whose container is gone.

    Attributes
    ----------
    state
        ``saved`` if the object store holds everything, ``pending`` if the agent keeps trying.
    reason
        Why it is pending.
    """

    state: Literal["saved", "pending"]
    reason: ErrorCode | None = None


class HomeStatus(_Model):
    """How a home stands.

    Attributes
    ----------
    open
        Whether a container may be using it.
    state
        ``saved``: the object store holds everything; ``saving``: under way; ``waiting``: the last
        try failed and another one follows.
    since
        When the store and the working copy were last known to be equal.
    reason
        Why it is waiting.
    """

    user_id: str
    open: bool
    state: Literal["saved", "saving", "waiting"]
    since: datetime | None = None
    reason: ErrorCode | None = None


class HomeList(_Model):
    """Every home that the agent knows."""

    homes: list[HomeStatus]


class NotebooksRequest(HomeRequest):
    """Whose notebooks are meant, and which part of them.

    Attributes
    ----------
    after
        The path that the part comes after; ``""`` for the beginning.
    limit
        How many at most.
    """

    after: str = ""
    limit: Annotated[int, Field(ge=1, le=MOST_NOTEBOOKS)] = MOST_NOTEBOOKS


class NewNotebookRequest(HomeRequest):
    """Which notebook is to be made.

    Attributes
    ----------
    name
        A file name at the top of the home; None for the notebook that a first start finds.
    """

    name: str | None = None


class NewNotebook(_Model):
    """A notebook that is there now.

    Attributes
    ----------
    path
        Relative to the home.
    created
        False if there was a file of this name before; then nothing was changed.
    """

    path: str
    created: bool


class NotebookRequest(HomeRequest):
    """Which notebook is meant.

    Attributes
    ----------
    path
        Relative to the home, as a list of notebooks names it.
    """

    path: str


class Notebook(_Model):
    """One notebook in the object store.

    Attributes
    ----------
    path
        Relative to the home.
    bytes
        Its size.
    modified
        When the store got it.
    """

    path: str
    bytes: int
    modified: datetime


class NotebookList(_Model):
    """A person's notebooks by path.

    Attributes
    ----------
    notebooks
        As many as were asked for.
    count
        How many there are in all.
    more
        Whether some come after these.
    """

    notebooks: list[Notebook]
    count: int
    more: bool


class SummariesRequest(_Model):
    """Whose homes are meant."""

    user_ids: Annotated[list[str], Field(max_length=MOST_SUMMARIES)]


class HomeSummary(_Model):
    """How a home stands and what the object store holds of it.

    Attributes
    ----------
    state, since, reason
        As in `HomeStatus`; ``unknown`` if this host has nothing of the person, with a reason if it
        cannot have anything.
    used_bytes
        Of everything in the home; None if that is not known, or not yet: ask again.
    notebooks
        How many there are; None as above.
    quota_bytes, level
        As in `hub_ext.storage.told.Usage`; None if this host has not counted the person's files.
    """

    user_id: str
    open: bool
    state: Literal["saved", "saving", "waiting", "unknown"]
    since: datetime | None = None
    reason: ErrorCode | None = None
    used_bytes: int | None = None
    notebooks: int | None = None
    quota_bytes: int | None = None
    level: Level | None = None


class HomeSummaries(_Model):
    """One summary for each person, in the order in which they were asked for."""

    homes: list[HomeSummary]


class Health(_Model):
    """The parts the agent depends on, each as ``reachable`` / ``mounted`` or what is wrong."""

    object_store: Literal["reachable"] | ErrorCode
    lessons: Literal["mounted"] | ErrorCode


class Failure(_Model):
    """The body of every answer that is not 2xx."""

    error: ErrorCode
    message: str
