"""Spellings of one key: what people and programs confuse on the way from one store to another."""

import unicodedata
from typing import Final
from urllib.parse import unquote

from hub_ext.content_audit.models import Kind

#: Of something that was encoded again at each step of its way.
_MOST_ENCODINGS: Final = 4
#: Each folder in these is somebody's own, so nothing in it is offered for a missing file of others.
_OWNED: Final = ("users", "centers")


def canonical(key: str) -> str:
    """Return the one spelling for all in which a key might be written."""
    for _ in range(_MOST_ENCODINGS):
        decoded = unquote(key)
        if decoded == key:
            break
        key = decoded
    # A plus sign is a space in a form.
    key = _folded(key.replace("\\", "/").replace("+", " "))
    return "/".join(part for part in key.split("/") if part not in {"", "."})


def file_name(key: str) -> str:
    """Return the canonical spelling of a key's last part."""
    return canonical(key).rpartition("/")[2]


def owner(key: str) -> str:
    """Return the folder of the person or centre that a key belongs to; empty for everybody's."""
    parts = key.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 and parts[0] in _OWNED else ""


def difference(wanted: str, found: str) -> Kind:
    """Return how a key of the bucket is not the one that is referred to."""
    if unicodedata.normalize("NFC", wanted) == unicodedata.normalize("NFC", found):
        return Kind.OTHER_FORM
    if _folded(wanted) == _folded(found):
        return Kind.OTHER_CASE
    return Kind.OTHER_SPELLING if canonical(wanted) == canonical(found) else Kind.OTHER_FOLDER


def closeness(wanted: str, found: str) -> int:
    """Return how many folders two keys have in common, at their beginnings and ends."""
    ours, theirs = canonical(wanted).split("/")[:-1], canonical(found).split("/")[:-1]
    return _in_common(ours, theirs) + _in_common(ours[::-1], theirs[::-1])


def _in_common(ours: list[str], theirs: list[str]) -> int:
    for number, (mine, yours) in enumerate(zip(ours, theirs, strict=False)):
        if mine != yours:
            return number
    return min(len(ours), len(theirs))


def _folded(key: str) -> str:
    # Folding can take a letter apart.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", key).casefold())
