"""What comes in and goes out, as JSON; the description of the interface is made of these."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from hub_ext.storage.models import MOST_NOTEBOOKS

#: What a page holds if nobody says.
PAGE: Final = 100
_SUFFIX: Final = ".ipynb"
#: The first character and all others: no folders, nothing hidden, nothing that a terminal or a list
#: of objects cannot carry. With its ending a name has at most 218 bytes.
_FIRST: Final = r"[^\x00-\x20./\\~\x7f-\xa0\u2400-\u2421\u3000]"
_OTHERS: Final = r"[^\x00-\x1f/\\\x7f-\x9f\u2400-\u2421]"
_LONGEST_NAME: Final = 53
NAME_PATTERN: Final = rf"^{_FIRST}{_OTHERS}*$"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class ListQuery(_Model):
    """Which notebooks are asked for."""

    user: Annotated[
        str | None,
        Field(max_length=255, description="Whose: a `userID`. A person's own if it is not given."),
    ] = None
    after: Annotated[
        str, Field(max_length=1024, description="What `next` of the page before says.")
    ] = ""
    limit: Annotated[
        int, Field(ge=1, le=MOST_NOTEBOOKS, description="How many notebooks a page has at most.")
    ] = PAGE


class CreateBody(_Model):
    """Which notebook is to be made; what else is in the body is not looked at."""

    user: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=255,
            description="Whose: a `userID`. A person's own if it is not given.",
        ),
    ] = None
    name: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=_LONGEST_NAME,
            pattern=NAME_PATTERN,
            description="A file name, with or without `.ipynb`. Without one it is "
            "`{userID}.ipynb`, with the welcome that a first login finds.",
        ),
    ] = None

    @property
    def file_name(self) -> str | None:
        """The name with its ending."""
        if self.name is None or self.name.endswith(_SUFFIX):
            return self.name
        return f"{self.name}{_SUFFIX}"


class Notebook(_Model):
    """One notebook.

    Attributes
    ----------
    path
        Relative to the person's files.
    bytes
        Its size.
    modified
        When its last save reached the object store.
    url
        Where its owner opens it, on the hub's host; the server starts if it is off.
    """

    path: str
    bytes: int
    modified: datetime
    url: str


class NotebookPage(_Model):
    """A page of a person's notebooks, by path.

    Attributes
    ----------
    user
        Whose.
    count
        How many there are on all pages.
    next
        The `after` of the next page; null on the last one.
    """

    user: str
    notebooks: list[Notebook]
    count: int
    next: str | None


class Created(_Model):
    """A notebook that is there now.

    Attributes
    ----------
    created
        False if there was one of this name before, in which nothing was changed.
    """

    user: str
    path: str
    url: str
    created: bool


class Code(StrEnum):
    """What is wrong, for programs."""

    BAD_REQUEST = "bad-request"
    LOGIN_NEEDED = "login-needed"
    FORBIDDEN = "forbidden"
    NO_SUCH_PERSON = "no-such-person"
    NOT_FOUND = "not-found"
    METHOD = "method-not-allowed"
    NAME_TAKEN = "name-taken"
    GUEST = "guest"
    TOO_LARGE = "too-large"
    MEDIA_TYPE = "not-json"
    TOO_MANY = "too-many-requests"
    NO_ROOM = "no-room"
    STORE_AWAY = "store-away"
    DIRECTORY_AWAY = "directory-away"
    INTERNAL = "internal"


class Problem(_Model):
    """Every answer that is no success.

    Attributes
    ----------
    status
        Of HTTP.
    error
        For programs.
    message
        For people, in their language.
    """

    status: int
    error: Code
    message: str
