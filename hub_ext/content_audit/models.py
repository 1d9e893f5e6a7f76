"""References, what is found about them, and the report as programs read it."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


def encodable(text: str) -> str:
    """Return a text that can be written as UTF-8, whatever it was read from."""
    return text.encode("utf-8", "replace").decode()


_Text = Annotated[str, BeforeValidator(encodable)]


class Kind(StrEnum):
    """What is wrong with a key that something refers to, in the order of the report."""

    MISSING = "missing"
    #: The bucket has the key in another case (``.PNG`` for ``.png``, too).
    OTHER_CASE = "other-case"
    #: In the other Unicode form: Korean as syllables (NFC), or in pieces (NFD).
    OTHER_FORM = "other-unicode-form"
    #: With other slashes, or percent-encoded once more or once less.
    OTHER_SPELLING = "other-spelling"
    #: A file of this name is in another folder.
    OTHER_FOLDER = "other-folder"
    #: In the bucket, and the CDN may not read it.
    FORBIDDEN = "forbidden"
    #: In the bucket, and the CDN answers that it is not.
    NOT_ON_CDN = "not-on-cdn"
    #: The CDN answers 200 with an error page, or an error page was saved in the object's place.
    ERROR_PAGE = "error-page"
    #: The CDN answers with another length than the object has.
    OTHER_LENGTH = "other-length"
    WRONG_TYPE = "wrong-type"
    #: The CDN did not answer, so nothing is known about it.
    UNKNOWN = "unknown"


#: The bucket has no object of exactly this key.
NOT_IN_BUCKET = frozenset(
    {Kind.MISSING, Kind.OTHER_CASE, Kind.OTHER_FORM, Kind.OTHER_SPELLING, Kind.OTHER_FOLDER}
)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Place(_Model):
    """Where a reference stands.

    Attributes
    ----------
    source
        The key of a document, the name of a file, or ``SQL``.
    line
        In a text, from 1; of a cell if there is one.
    cell
        Of a notebook, from 1.
    row
        Of a table, from 1; of a CSV file as a spreadsheet counts, with the heading as the first.
    column
        The name of a table's column.
    row_id
        What the row's column ``id`` holds, if it has one.
    """

    source: _Text
    line: int | None = None
    cell: int | None = None
    row: int | None = None
    column: _Text | None = None
    row_id: _Text | None = None


class Reference(_Model):
    """Who refers to something.

    Attributes
    ----------
    text
        As it is written there, without a signature.
    """

    place: Place
    text: _Text


class Finding(_Model):
    """One key that cannot be had as it is referred to.

    Attributes
    ----------
    likely
        Keys of the bucket that are probably meant, the likeliest first.
    cdn
        What the CDN said, in a few words; empty if it was not asked.
    """

    kind: Kind
    key: str
    likely: list[str] = []
    cdn: str = ""
    references: list[Reference]


class Unread(_Model):
    """Something that should have been searched for references, and could not be."""

    source: _Text
    reason: _Text


class Counts(_Model):
    """How much was looked at.

    Attributes
    ----------
    objects
        In the bucket.
    documents
        Read in the bucket.
    references
        To this bucket.
    keys
        That these refer to; each was asked once.
    foreign
        References to other hosts: left out.
    not_files
        Anchors, mail addresses, pages of the application and the like: left out.
    """

    objects: int
    documents: int
    references: int
    keys: int
    foreign: int
    not_files: int


class Report(_Model):
    """All that an audit found.

    Attributes
    ----------
    cdn
        Its address; empty if it was not asked.
    """

    bucket: str
    cdn: str
    counts: Counts
    findings: list[Finding]
    unread: list[Unread]
