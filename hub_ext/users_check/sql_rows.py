"""The rows of an ``INSERT``, as MySQL's and MariaDB's dumps write them."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from hub_ext.users_check.sql_text import CutError, SqlText

#: What one row may have; MySQL itself takes no statement above its ``max_allowed_packet``.
_LONGEST_ROW: Final = 16 * 1024 * 1024
#: Anything but a string ends sooner than this.
_LONGEST_WORD: Final = 1024

_GAP: Final = rb"(?:\s++|/\*.*?\*/|(?:\#|--\s)[^\n]*+\n)*+"
_ANY_VALUE: Final = rb"""(?:
    0x(?P<hexadecimal>[0-9A-Fa-f]*+)
    | [xX]'(?P<quoted_hexadecimal>[0-9A-Fa-f]*+)'
    | (?P<number>[-+]?+(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][-+]?+\d++)?+)
    | (?:_[A-Za-z0-9]++\s*+)?+'(?P<text>(?:[^'\\]++|\\.|'')*+)'
    | (?:_[A-Za-z0-9]++\s*+)?+"(?P<double>(?:[^"\\]++|\\.|"")*+)"
    | (?P<word>[A-Za-z][A-Za-z0-9_]*+(?:\(\d*+\))?+)
)"""
_FLAGS: Final = re.DOTALL | re.VERBOSE
_VALUE: Final = re.compile(_GAP + _ANY_VALUE + _GAP + rb"[,)]", _FLAGS)
_ALONE: Final = re.compile(_GAP + _ANY_VALUE, _FLAGS)
_OPEN: Final = re.compile(_GAP + rb"\(", _FLAGS)
_AFTER: Final = re.compile(_GAP + rb"(?P<next>[^\s/\#-])", _FLAGS)
_SPACE: Final = re.compile(_GAP, _FLAGS)
_STRING_BEGINS: Final = re.compile(rb"(?:[xX]|_\w++\s*+)?+['\"]")

_ESCAPED: Final = {
    "text": re.compile(rb"\\(.)|''", re.DOTALL),
    "double": re.compile(rb'\\(.)|""', re.DOTALL),
}
_ESCAPES: Final = {
    b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a",
    b"%": b"\\%", b"_": b"\\_",
}  # fmt: skip

#: A value as the dump has it: None for NULL, digits for a number.
Value = bytes | None
#: The values of one row, and the bytes that they were written as.
Row = tuple[list[Value], bytes]


class UnreadableError(Exception):
    """The statement is none that a dump of MySQL or MariaDB holds."""


def rows_of(text: SqlText) -> Iterator[Row]:
    """Read the rows behind ``VALUES``, and go behind the end of the statement.

    Raises
    ------
    CutError
        If the text ends first.
    UnreadableError
        If there is something else than rows; the place is then before it.
    """
    while True:
        yield _read(text, _row)
        following = _read(text, _next)
        if following != b",":
            # The end, or ON DUPLICATE KEY UPDATE.
            text.pass_statement()
            return
        text.at += 1


def _read[T](text: SqlText, part: Callable[[bytes, int], tuple[T, int] | None]) -> T:
    while (found := part(text.buffer, text.at)) is None:
        if len(text.buffer) - text.at > _LONGEST_ROW:
            raise UnreadableError
        if not text.more():
            raise CutError
    value, text.at = found
    return value


def _next(buffer: bytes, at: int) -> tuple[bytes, int] | None:
    found = _AFTER.match(buffer, at)
    return (found["next"], found.end() - 1) if found else None


def _row(buffer: bytes, at: int) -> tuple[Row, int] | None:
    """Read one row; None if its end is not there yet."""
    opened = _OPEN.match(buffer, at)
    if not opened:
        _expect(len(buffer) - _end_of(_SPACE, buffer, at) < _LONGEST_WORD)
        return None
    values: list[Value] = []
    start = end = opened.end()
    while found := _VALUE.match(buffer, end):
        values.append(_value(found))
        end = found.end()
        if buffer[end - 1] == 0x29:  # the closing bracket
            return (values, buffer[start:end]), end
    whole = _ALONE.match(buffer, end)
    begun = _end_of(_SPACE, buffer, end)
    in_string = not whole and _STRING_BEGINS.match(buffer, begun)
    behind = whole.end() if whole else begun
    _expect(bool(in_string) or len(buffer) - behind < _LONGEST_WORD)
    return None


def _expect(possible: bool) -> None:
    if not possible:
        raise UnreadableError


def _end_of(pattern: re.Pattern[bytes], buffer: bytes, at: int) -> int:
    found = pattern.match(buffer, at)
    return found.end() if found else at


def _value(found: re.Match[bytes]) -> Value:
    kind = found.lastgroup or ""
    raw = found[kind]
    if kind in _ESCAPED:
        return _ESCAPED[kind].sub(_unescaped, raw)
    if kind in {"hexadecimal", "quoted_hexadecimal"}:
        return bytes.fromhex(raw.decode("ascii").rjust(len(raw) + len(raw) % 2, "0"))
    return None if raw.upper() == b"NULL" else raw


def _unescaped(found: re.Match[bytes]) -> bytes:
    escaped: bytes | None = found[1]
    if escaped is None:
        return found[0][:1]
    return _ESCAPES.get(escaped, escaped)
