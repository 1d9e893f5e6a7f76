"""Paths and URLs in what one cell of a table holds: alone, in JSON, in Markdown or HTML, in a text."""

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any, Final

from hub_ext.content_audit.documents.markdown import in_markdown
from hub_ext.content_audit.models import Place
from hub_ext.content_audit.sources.found import Mention

_URL: Final = re.compile(r"""(?:https?|s3)://[^\s"'<>()\[\]{}|\\^`,;]+""", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<[a-z]|\]\(|\]\[|^\[[^\]]+\]:", re.IGNORECASE | re.MULTILINE)
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
            yield from _in_markup(value, place)
        elif is_path(value):
            yield Mention(value, place)
        else:
            yield from (Mention(url, place) for url in _urls(value))


def is_path(text: str) -> bool:
    """Tell whether a text is one path and nothing else."""
    text = _without_query(text)
    return (
        len(text) <= _LONGEST_PATH
        and "://" not in text
        and _PATH.fullmatch(text) is not None
        and _MEDIA_TYPE.fullmatch(text) is None
    )


def _in_markup(text: str, place: Place) -> Iterator[Mention]:
    known = set()
    for found in in_markdown(text):
        known.add(_without_query(found.text))
        at = place.model_copy(update={"line": found.line})
        yield Mention(found.text, at, in_markup=True, link=found.link)
    for url in _urls(text):
        if _without_query(url) not in known:
            yield Mention(url, place)


def _urls(text: str) -> Iterator[str]:
    for match in _URL.finditer(text):
        yield match[0].rstrip(".!?:")


def _without_query(text: str) -> str:
    return re.split("[?#]", text.strip(), maxsplit=1)[0]


def _strings(text: str) -> Iterator[str]:
    """The texts in JSON at any depth, or the text itself."""
    if not text.lstrip().startswith(("{", "[", '"')):
        yield text
        return
    try:
        waiting: deque[Any] = deque([json.loads(text)])
    except (ValueError, RecursionError):
        yield text
        return
    while waiting:
        value = waiting.popleft()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
