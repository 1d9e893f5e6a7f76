"""Any row that a dump can hold reads back, wherever the pieces that it arrives in are cut."""

import io
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.users_check.sql_rows import UnreadableError, Value, rows_of
from hub_ext.users_check.sql_text import CutError, SqlText


class Trickle(io.BytesIO):
    """A file that gives a few bytes at a time."""

    def __init__(self, content: bytes, most: int) -> None:
        super().__init__(content)
        self._most = most

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, self._most))


def _escaped(value: bytes) -> bytes:
    for plain, escaped in ((b"\\", b"\\\\"), (b"\0", b"\\0"), (b"\n", b"\\n"), (b"\x1a", b"\\Z")):
        value = value.replace(plain, escaped)
    return value


_TEXTS = st.one_of(
    st.text().map(str.encode), st.binary(), st.text("'\"\\\n;,()-#/*`", max_size=9).map(str.encode)
)
_WRITTEN: st.SearchStrategy[tuple[Value, bytes]] = st.one_of(
    st.just((None, b"NULL")),
    st.integers().map(lambda n: (b"%d" % n, b"%d" % n)),
    _TEXTS.map(lambda text: (text, b"'%s'" % _escaped(text).replace(b"'", b"\\'"))),
    _TEXTS.map(lambda text: (text, b"'%s'" % _escaped(text).replace(b"'", b"''"))),
    _TEXTS.map(lambda text: (text, b"_binary '%s'" % _escaped(text).replace(b"'", b"\\'"))),
    _TEXTS.map(lambda text: (text, b'"%s"' % _escaped(text).replace(b'"', b'""'))),
    st.binary(min_size=1).map(lambda data: (data, b"0x" + data.hex().encode())),
    st.binary().map(lambda data: (data, b"X'" + data.hex().upper().encode() + b"'")),
)
_ROWS = st.lists(st.lists(_WRITTEN, min_size=1, max_size=6), min_size=1, max_size=6)
_GAPS = st.sampled_from([b"", b"\n", b" ", b"/* it's, (here) */", b"-- it's, (here)\n"])


@given(_ROWS, _GAPS, st.integers(1, 50))
def test_what_a_dump_holds_reads_back(
    rows: list[list[tuple[Value, bytes]]], gap: bytes, most: int
) -> None:
    tuples = (
        gap + b"(" + (b"," + gap).join(written for _, written in row) + gap + b")" for row in rows
    )
    text = SqlText(Trickle((gap + b",").join(tuples) + gap + b";SELECT 1;", most))

    assert [values for values, _ in rows_of(text)] == [[value for value, _ in row] for row in rows]
    assert text.ahead(9) == b"SELECT 1;"


@given(_ROWS, st.integers(1, 50), st.data())
def test_a_cut_statement_is_cut_and_the_rows_before_are_read(
    rows: list[list[tuple[Value, bytes]]], most: int, data: Any
) -> None:
    whole = b",".join(b"(" + b",".join(w for _, w in row) + b")" for row in rows)
    length = data.draw(st.integers(0, len(whole)))
    text = SqlText(Trickle(whole[:length], most))
    read: list[list[Value]] = []

    with pytest.raises(CutError):
        read += (values for values, _ in rows_of(text))
    # What the text ends in may look like a shorter value, but never closes its row.
    assert read == [[value for value, _ in row] for row in rows][: len(read)]


@given(st.lists(_WRITTEN, max_size=8), st.integers(1, 50))
def test_a_statement_is_passed_whole(values: list[tuple[Value, bytes]], most: int) -> None:
    written = b",".join(written for _, written in values)
    comment = b"/* ; ' */ -- ; '\n # ; '\n `a;'b` --5 5-5 5/5 "
    text = SqlText(Trickle(b"INSERT INTO x VALUES (" + written + b")" + comment + b";NEXT", most))

    text.pass_statement()
    assert text.ahead(9) == b"NEXT"


@pytest.mark.parametrize(
    "written", [b"(SELECT 1)", b"(1,@@x)", b"('a' 'b')", b"1,2", b"(1 + 1)", b"(JSON_ARRAY(1,2))"]
)
def test_what_no_dump_holds_is_not_read(written: bytes) -> None:
    text = SqlText(io.BytesIO(written + b"," + b" " * 5000 + b";"))
    with pytest.raises(UnreadableError):
        list(rows_of(text))


def test_a_quote_that_never_closes_does_not_fill_memory() -> None:
    class Endless(io.RawIOBase):
        left = 200

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            return b"x" * min(size, 1024 * 1024) if self.left else b""

    text = SqlText(Endless())  # type: ignore[arg-type]
    text.buffer = b"('"
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableError):
            list(rows_of(text))
        assert tracemalloc.get_traced_memory()[1] < 100 * 1024**2
        with pytest.raises(CutError):
            text.pass_statement()
        assert tracemalloc.get_traced_memory()[1] < 100 * 1024**2
    finally:
        tracemalloc.stop()
