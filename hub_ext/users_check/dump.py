"""The ``Users`` table of an SQL dump, without a server."""

import gzip
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final, cast

from hub_ext.users_check.dump_text import Characters
from hub_ext.users_check.findings import Code, Finding
from hub_ext.users_check.row import READ, Row, row_of
from hub_ext.users_check.sql_rows import UnreadableError, Value, rows_of
from hub_ext.users_check.sql_text import CutError, SqlText
from hub_ext.users_check.table import Table, table_of, unique_columns

_LONGEST_CREATE: Final = 1024 * 1024
_USERS: Final = b"Users"
#: A name, perhaps behind that of its database.
_NAME: Final = rb"(?:(?:`[^`]*`|\"[^\"]*\"|\w+)\s*\.\s*)?+[`\"]?(?P<table>\w+)[`\"]?"
_CREATE: Final = re.compile(
    rb"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?" + _NAME + rb"\s*\(", re.IGNORECASE
)
_INSERT: Final = re.compile(
    rb"(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\s+)*(?:INTO\s+)?"
    + _NAME
    + rb"(?=[\s(])",
    re.IGNORECASE,
)
_VALUES: Final = re.compile(
    rb"\s*(?:\((?P<columns>[^()]*)\)\s*)?VALUES?(?=[\s(/#-])", re.IGNORECASE
)
_ALTER: Final = re.compile(rb"ALTER\s+TABLE\s+(?:ONLY\s+)?" + _NAME + rb"\s", re.IGNORECASE)
_SET_NAMES: Final = re.compile(rb"SET\s+NAMES\s+'?(?P<name>\w+)", re.IGNORECASE)
#: These two programs write when they are done; of others the end cannot be told.
_HEADS: Final = (b"-- MySQL dump", b"-- MariaDB dump", b"/*M!999999")
_DONE: Final = b"-- Dump completed"


def read_dump(file: BinaryIO) -> Iterator[Table | Row | Finding]:
    """Read the table, its rows, and what is wrong with the file itself.

    Parameters
    ----------
    file
        What ``mysqldump`` or ``mariadb-dump`` wrote, packed by gzip or not, at its beginning.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    is_packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    dump = _Dump(SqlText(cast(BinaryIO, gzip.GzipFile(fileobj=file)) if is_packed else file))
    try:
        yield from dump.parts()
    except (CutError, EOFError):
        yield Finding(Code.DUMP_CUT, dump.last_id)
    except (gzip.BadGzipFile, zlib.error):
        yield Finding(Code.DUMP_DAMAGED, dump.last_id)
    yield from dump.of_all_rows()


class _Dump:
    """One reading of a dump; `last_id` is the latest row that was whole."""

    def __init__(self, text: SqlText) -> None:
        self._text = text
        self._characters = Characters()
        self._table: Table | None = None
        self._alike = ""
        self._other_table = False
        self.last_id: int | None = None

    def parts(self) -> Iterator[Table | Row | Finding]:
        start = self._text.ahead(64)
        if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            yield Finding(Code.DUMP_UTF16)
            return
        if start.startswith(b"\xef\xbb\xbf"):
            self._text.at += 3
        by_known_program = self._text.ahead(4096).lstrip().startswith(_HEADS)
        while self._text.next_statement():
            yield from self._statement(self._text.ahead())
        if by_known_program and not self._text.last_comment.startswith(_DONE):
            raise CutError
        if not by_known_program:
            yield Finding(Code.DUMP_END_UNKNOWN)
        if not self._table:
            yield Finding(Code.TABLE_MISSING, detail=self._alike or "-")

    def of_all_rows(self) -> Iterator[Finding]:
        yield from self._characters.findings()

    def _statement(self, head: bytes) -> Iterator[Table | Row | Finding]:
        if (found := _INSERT.match(head)) and self._is_users(found):
            yield from self._insert(head, found.end())
        elif (found := _CREATE.match(head)) and self._is_users(found):
            yield from self._create(found.end())
        elif (found := _ALTER.match(head)) and self._is_users(found):
            yield from self._add_keys()
        else:
            if found := _SET_NAMES.match(head):
                self._characters.declared = found["name"].decode("ascii", "replace").lower()
            self._text.pass_statement()

    def _is_users(self, found: re.Match[bytes]) -> bool:
        if found["table"].lower() == _USERS.lower() != found["table"]:
            self._alike = found["table"].decode("ascii", "replace")
        return found["table"] == _USERS

    def _create(self, length: int) -> Iterator[Table | Finding]:
        self._text.at += length
        create = self._text.take_statement(_LONGEST_CREATE).decode("utf-8", "replace")
        if self._table:
            self._other_table = True
            yield Finding(Code.TABLE_TWICE)
            return
        self._table = table_of(create)
        yield self._table

    def _add_keys(self) -> Iterator[Table]:
        text = self._text.take_statement(_LONGEST_CREATE).decode("utf-8", "replace")
        if self._table and not self._other_table:
            unique = self._table.unique | unique_columns(text)
            self._table = Table(self._table.columns, unique)
            yield self._table

    def _insert(self, head: bytes, length: int) -> Iterator[Row | Finding]:
        values = _VALUES.match(head, length)
        columns = self._columns(values["columns"]) if values else None
        if values is None or columns is None or self._other_table:
            self._text.pass_statement()
            if not self._other_table and self._table:
                yield Finding(Code.DUMP_UNREADABLE, self.last_id)
            return
        self._text.at += values.end()
        try:
            for row, written in rows_of(self._text):
                yield self._row(columns, row, written)
        except UnreadableError:
            yield Finding(Code.DUMP_UNREADABLE, self.last_id)
            self._text.pass_statement()

    def _columns(self, written: bytes | None) -> list[str] | None:
        """Return what the values of a row are, by the names in `READ`."""
        if written:
            names = [
                name.strip().strip('`"') for name in written.decode("utf-8", "replace").split(",")
            ]
        elif self._table:
            names = [column.name for column in self._table.columns]
        else:
            return None
        known = {name.lower(): name for name in READ}
        return [known.get(name.lower(), "") for name in names]

    def _row(self, columns: list[str], values: list[Value], written: bytes) -> Row | Finding:
        if len(columns) != len(values):
            return Finding(Code.ROW_MALFORMED, self.last_id)
        encoding = self._characters.encoding_of(written)
        row = row_of(
            {
                name: None if value is None else value.decode(encoding, "backslashreplace")
                for name, value in zip(columns, values, strict=True)
                if name
            }
        )
        if encoding != "utf-8":
            self._characters.not_utf8(row.row_id, encoding)
        self.last_id = row.row_id
        return row
