"""Which keys are documents, and how each is searched."""

from collections.abc import Callable
from typing import Final

from hub_ext.content_audit.documents.found import Found
from hub_ext.content_audit.documents.html import in_html, in_style
from hub_ext.content_audit.documents.markdown import in_markdown
from hub_ext.content_audit.documents.notebook import in_notebook
from hub_ext.content_audit.documents.text import decode


def _in_stylesheet(text: str) -> list[Found]:
    return [Found(address, before + 1) for address, before in in_style(text)]


_SEARCHES: Final[dict[str, Callable[[str], list[Found]]]] = {
    ".md": in_markdown,
    ".markdown": in_markdown,
    ".html": in_html,
    ".htm": in_html,
    ".ipynb": in_notebook,
    ".css": _in_stylesheet,
}

#: What a document's key ends in, in small letters.
ENDINGS: Final = tuple(_SEARCHES)


def in_document(key: str, content: bytes) -> list[Found]:
    """Return the references in one document, in the order of its lines where it has one.

    Raises
    ------
    UnreadableError
        If it is not what its name says.
    """
    ending = next(ending for ending in ENDINGS if key.lower().endswith(ending))
    found = _SEARCHES[ending](decode(content))
    return sorted(found, key=lambda one: (one.cell or 0, one.line))
