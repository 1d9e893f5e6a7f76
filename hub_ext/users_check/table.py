"""What a ``Users`` table looks like, as a database or its ``CREATE TABLE`` tells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_STRING: Final = r"'(?:[^'\\]|\\.|'')*+'"
#: A name in either kind of quotes, or bare.
_NAME: Final = r"(?:`[^`]+`|\"[^\"]+\"|\w+)"
_COLUMN: Final = re.compile(
    rf"\s*(?P<name>{_NAME})\s+(?P<type>\w+(?:\s*\((?:{_STRING}|[^')])*+\))?(?:\s+unsigned)?)"
    rf"(?P<rest>(?:{_STRING}|[^'])*+)",
    re.IGNORECASE | re.DOTALL,
)
_KEY: Final = re.compile(
    rf"\s*(?:ADD\s+)?(?:CONSTRAINT\s+(?:{_NAME}\s+)?)?"
    r"(?P<kind>PRIMARY\s+KEY|UNIQUE(?:\s+(?:KEY|INDEX))?|KEY|INDEX)\b"
    rf"(?:\s*{_NAME})?\s*(?:USING\s+\w+\s*)?\((?P<columns>(?:[^()]|\(\d+\))*)\)",
    re.IGNORECASE,
)
_NO_COLUMN: Final = re.compile(
    r"\s*(?:PRIMARY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|CONSTRAINT|FOREIGN|CHECK)\b", re.IGNORECASE
)
_PIECE: Final = re.compile(rf"{_STRING}|`[^`]*`|\"[^\"]*\"|[(),]|[^'`\"(),]+|.", re.DOTALL)
_OWN_KEY: Final = re.compile(r"\b(PRIMARY\s+KEY|UNIQUE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes
    ----------
    name
        As it is written.
    type
        ``int``, ``varchar(255)``, ``enum('a','b')``: without spaces, in lower case but for values.
    """

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes
    ----------
    columns
        In their order.
    unique
        Columns whose values differ in every row, by the table's own rule.
    whole
        False if the account may see some columns only: others may be there as well.
    """

    columns: tuple[Column, ...]
    unique: frozenset[str]
    whole: bool = True

    def named(self, name: str) -> Column | None:
        """Return a column; MySQL does not mind case in the names of columns."""
        matching = (column for column in self.columns if column.name.lower() == name.lower())
        return next(matching, None)

    def place(self, name: str) -> int | None:
        """Return how many columns stand before one; None if it is not there."""
        column = self.named(name)
        return None if column is None else self.columns.index(column)

    def is_unique(self, name: str) -> bool:
        """Tell whether a key keeps two rows from having the same value."""
        return name.lower() in {column.lower() for column in self.unique}


def table_of(create: str) -> Table:
    """Read what stands in the brackets of a ``CREATE TABLE`` and behind."""
    columns = []
    unique: set[str] = set()
    for item in _items(create):
        found = None if _NO_COLUMN.match(item) else _COLUMN.match(item)
        if not found:
            unique |= unique_columns(item)
            continue
        name = found["name"].strip('`"')
        columns.append(Column(name, plain_type(found["type"])))
        if _OWN_KEY.search(re.sub(_STRING, "", found["rest"])):
            unique.add(name)
    return Table(tuple(columns), frozenset(unique))


def unique_columns(text: str) -> set[str]:
    """Return the columns that are unique for themselves by the keys of an ``ADD`` or a table."""
    keys = (key for key in _KEY.finditer(text) if key["kind"].upper()[:3] in {"PRI", "UNI"})
    columns = (re.sub(r"\(\d+\)", "", key["columns"]).split(",") for key in keys)
    return {names[0].split()[0].strip('`"') for names in columns if len(names) == 1}


def plain_type(text: str) -> str:
    """Return a type without spaces, its words in lower case."""
    head, bracket, values = text.partition("(")
    unsigned = " unsigned" if values.lower().endswith("unsigned") else ""
    inside = values[: values.rindex(")") + 1] if bracket else ""
    inside = re.sub(rf"({_STRING})|\s+", lambda found: found[1] or "", inside)
    return f"{head.strip().lower()}{bracket}{inside}{unsigned}"


def values_of(enumeration: str) -> set[str]:
    """Return the values of an ``enum('a','b')``."""
    return {value[1:-1].replace("''", "'") for value in re.findall(_STRING, enumeration)}


def _items(create: str) -> Iterator[str]:
    """Split at the commas outside of strings and brackets, up to the bracket that closes."""
    depth = 0
    item: list[str] = []
    for piece in _PIECE.findall(create):
        if piece == ")" and depth == 0:
            break
        if piece == "," and depth == 0:
            yield "".join(item)
            item = []
            continue
        depth += (piece == "(") - (piece == ")")
        item.append(piece)
    yield "".join(item)
