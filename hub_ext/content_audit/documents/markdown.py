"""References in Markdown: images, links, links by reference, and the HTML in it."""

from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from hub_ext.content_audit.documents.found import Found
from hub_ext.content_audit.documents.html import in_html


class _AsWritten(MarkdownIt):
    """Leaves addresses as people wrote them, so that they can be found again."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return url


_MARKDOWN: Final = _AsWritten("commonmark").enable("table")
_ATTRIBUTES: Final = {"image": ("src", False), "link_open": ("href", True)}
_BREAKS: Final = {"softbreak", "hardbreak"}


def in_markdown(text: str) -> list[Found]:
    """Return the references in Markdown; what stands in code is none."""
    found: list[Found] = []
    line = 1
    for token in _MARKDOWN.parse(text):
        # A table's cells have no lines of their own, its rows do.
        line = token.map[0] + 1 if token.map else line
        if token.type == "html_block":
            found += in_html(token.content, line)
        elif token.type == "inline":
            found += _in_line(token.children or [], line)
    return found


def _in_line(tokens: list[Token], line: int) -> list[Found]:
    found: list[Found] = []
    for token in tokens:
        if token.type in _BREAKS:
            line += 1
        elif token.type == "html_inline":
            found += in_html(token.content, line)
            line += token.content.count("\n")
        elif token.type in _ATTRIBUTES:
            name, link = _ATTRIBUTES[token.type]
            found.append(Found(str(token.attrs[name]), line, link=link))
            if token.type == "image":
                line += sum(child.type in _BREAKS for child in token.children or [])
    return found
