"""What the CDN answered, and what that means for an object that the bucket has."""

import re
from dataclasses import dataclass
from typing import Final

from hub_ext.content_audit.cdn.types import fits, is_html, is_text, is_xml
from hub_ext.content_audit.models import Kind

_HTML: Final = re.compile(rb"\s*(<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
_ERROR_XML: Final = re.compile(rb"\s*(<\?xml[^>]*\?>\s*)?<Error[\s>]")
_NOT_THERE: Final = {404, 410}
_REFUSED: Final = {401, 403, 451}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came for one key.

    Attributes
    ----------
    status
        Of HTTP; None if nothing came.
    content_type
        As it came.
    length
        Of the whole object in bytes; None if it did not say.
    beginning
        The first bytes.
    failure
        Why nothing came.
    """

    status: int | None
    content_type: str = ""
    length: int | None = None
    beginning: bytes = b""
    failure: str = ""

    @property
    def words(self) -> str:
        """A few words for a report."""
        if self.status is None:
            return self.failure
        length = "" if self.length is None else f"{self.length} B"
        parts = (
            (str(self.status), self.content_type, length) if self.has_body else (str(self.status),)
        )
        return ", ".join(part for part in parts if part)

    @property
    def has_body(self) -> bool:
        """Whether the CDN means this to be the object."""
        return self.status in {200, 206}


def meaning(key: str, size: int, answer: Answer) -> Kind | None:
    """Return what is wrong with an answer; None if a browser gets what the bucket has.

    Parameters
    ----------
    key
        Of an object that the bucket has.
    size
        Its bytes there.
    """
    if answer.status in _NOT_THERE:
        return Kind.NOT_ON_CDN
    if answer.status in _REFUSED:
        return Kind.FORBIDDEN
    if not answer.has_body:
        return Kind.UNKNOWN
    same_length = answer.length in {None, size}
    if is_error_page(key, answer.beginning, as_stored=same_length and answer.length is not None):
        return Kind.ERROR_PAGE
    if not same_length:
        return Kind.OTHER_LENGTH
    return None if fits(key, answer.content_type) else Kind.WRONG_TYPE


def is_error_page(key: str, beginning: bytes, *, as_stored: bool) -> bool:
    """Tell whether something is an error page in an object's place.

    Parameters
    ----------
    as_stored
        It is as long as the object in the bucket. Then a text may begin like HTML by itself, and an
        image that does was an error page when it was saved.
    """
    if _ERROR_XML.match(beginning):
        return not (as_stored and is_xml(key))
    if _HTML.match(beginning):
        return not as_stored or not (is_html(key) or is_text(key))
    return False
