"""References in a notebook: those of its Markdown cells."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hub_ext.content_audit.documents.found import Found, UnreadableError
from hub_ext.content_audit.documents.markdown import in_markdown

_MARKDOWN_CELLS = {"markdown", "heading"}


def in_notebook(text: str) -> list[Found]:
    """Return the references in a notebook of format 3 or 4, even if not all of it is valid.

    Raises
    ------
    UnreadableError
        If it is not a notebook.
    """
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableError("it is not a notebook: not JSON") from None
    if not isinstance(notebook, dict):
        raise UnreadableError("it is not a notebook: no cells")
    found = []
    for number, cell in enumerate(_cells(notebook), start=1):
        if isinstance(cell, dict) and cell.get("cell_type") in _MARKDOWN_CELLS:
            found += [replace(one, cell=number) for one in in_markdown(_source(cell))]
    return found


def _cells(notebook: dict[str, Any]) -> Iterator[Any]:
    # Format 3 had worksheets, of which there was only ever one.
    sheets = notebook.get("worksheets")
    for part in [notebook, *(sheets if isinstance(sheets, list) else [])]:
        cells = part.get("cells") if isinstance(part, dict) else None
        yield from cells if isinstance(cells, list) else []


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))
