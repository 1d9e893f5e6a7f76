"""Paths and URLs in what one cell of a table holds: alone, in JSON, in Markdown or HTML, in a text."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from hub_ext.content_audit.documents.found import Found
from hub_ext.content_audit.documents.markdown import in_markdown
from hub_ext.content_audit.models import Place
from hub_ext.content_audit.sources.found import Mention

_URL: Final = re.compile(r"""(?:https?|s3)://[^\s"'<>()\[\]{}|\\^`,;]+""", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<[a-z][^>]*>|\]\(|\]\[|^\[[^\]]+\]:", re.IGNORECASE | re.MULTILINE)
#: At least one folder, and a file name with an ending.
_PATH: Final = re.compile(r"[^\n\r\t<>\"|*]*/[^/\n\r\t<>\"|*]*\.[a-z][a-z0-9]{0,9}", re.IGNORECASE)
_MEDIA_TYPE: Final = re.compile(
    r"(application|audio|font|image|text|video)/(vnd|x|prs)[.-].*", re.IGNORECASE
)
_LONGEST_PATH: Final = 2_000


def in_cell(text: str, place: Place) -> Iterator[Mention]:
    """Each path or URL in a cell's text."""
    for value in _strings(text):
        if _MARKUP.search(value):
            for found in in_markdown(value):
                yield _in_markup(found, place)
        elif is_path(value):
            yield Mention(value, place)
        else:
            for match in _URL.finditer(value):
                yield Mention(match[0].rstrip(".!?:"), place)


def is_path(text: str) -> bool:
    """Tell whether a text is one path and nothing else."""
    text = re.split("[?#]", text.strip(), maxsplit=1)[0]
    return (
        len(text) <= _LONGEST_PATH
        and "://" not in text
        and _PATH.fullmatch(text) is not None
        and _MEDIA_TYPE.fullmatch(text) is None
    )


def _in_markup(found: Found, place: Place) -> Mention:
    place = place.model_copy(update={"line": found.line})
    return Mention(found.text, place, in_markup=True, link=found.link)


def _strings(text: str) -> Iterator[str]:
    """The texts in JSON at any depth, or the text itself."""
    if not text.lstrip().startswith(("{", "[", '"')):
        yield text
        return
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        yield text
        return
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
