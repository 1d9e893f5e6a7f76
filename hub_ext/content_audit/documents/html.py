"""References in HTML: whatever a browser would load, or a person could follow."""

import re
from html.parser import HTMLParser
from typing import Final

from hub_ext.content_audit.documents.found import Found

#: Attributes that hold one address. ``data-src`` is that of scripts that load images late.
_ADDRESSES: Final = {"src", "data-src", "href", "xlink:href", "poster", "background"}
_SETS: Final = {"srcset", "data-srcset", "imagesrcset"}
_IN_STYLE: Final = re.compile(
    r"""url\(\s*+(?:"([^"]*)"|'([^']*)'|([^'"()\s]*))\s*\)|@import\s++(?:"([^"]*)"|'([^']*)')""",
    re.IGNORECASE,
)
_NOT_SPACE: Final = re.compile(r"[\s,]*+(\S+)")
_CSS_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
#: Elements whose ``href`` is for people, and not loaded with the page.
_LINKS: Final = {"a", "area"}
#: ``<link>`` that only says where something is.
_NOT_LOADED: Final = {"canonical", "alternate", "dns-prefetch", "preconnect", "next", "prev"}


def in_html(text: str, first_line: int = 1) -> list[Found]:
    """Return the references in HTML, however broken it is.

    Parameters
    ----------
    first_line
        The number of the text's first line.
    """
    parser = _Parser(first_line)
    parser.feed(text)
    parser.close()
    return parser.found


def in_style(text: str) -> list[tuple[str, int]]:
    """Return the addresses in CSS, each with the lines before it."""
    # Comments leave their lines.
    text = _CSS_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    found = []
    line, position = 0, 0
    for match in _IN_STYLE.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        found.append((next((group for group in match.groups() if group), ""), line))
    return found


def in_srcset(text: str) -> list[str]:
    """Return the addresses in a ``srcset``, as browsers read it: a comma may be part of one."""
    found = []
    position = 0
    while (match := _NOT_SPACE.match(text, position)) is not None:
        address, position = match[1], match.end()
        if not address.endswith(","):
            # What follows, up to a comma, is for which screens it is.
            position = text.find(",", position) % (len(text) + 1)
        found.append(address.rstrip(","))
    return found


class _Parser(HTMLParser):
    def __init__(self, first_line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Found] = []
        self._before = first_line - 1
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self._line()
        self._in_style = tag == "style"
        values = {name: value for name, value in attrs if value}
        for name, value in values.items():
            if name == "style":
                self._add_style(value, line)
            elif name in _SETS:
                self.found += [Found(address, line) for address in in_srcset(value)]
            elif self._is_address(tag, name, values):
                self.found.append(Found(value, line, link=tag in _LINKS))

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._add_style(data, self._line())

    @staticmethod
    def _is_address(tag: str, name: str, values: dict[str, str]) -> bool:
        if tag == "object" and name == "data":
            return True
        if name not in _ADDRESSES or tag == "base":
            return False
        relations = set(values.get("rel", "").lower().split())
        return not (tag == "link" and relations & _NOT_LOADED and "stylesheet" not in relations)

    def _add_style(self, text: str, line: int) -> None:
        self.found += [Found(address, line + before) for address, before in in_style(text)]

    def _line(self) -> int:
        return self.getpos()[0] + self._before
