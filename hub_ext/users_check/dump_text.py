"""The characters of a dump: UTF-8, or what somebody's editor or an old server made of it."""

from collections.abc import Iterator
from typing import Final

from hub_ext.users_check.findings import Code, Finding

_KOREAN: Final = "cp949"


class Characters:
    """What the rows are written in.

    Attributes
    ----------
    declared
        What the dump says by ``SET NAMES``.
    """

    def __init__(self) -> None:
        self.declared = "utf8mb4"
        self._rows = 0
        self._first: int | None = None
        self._encoding = ""

    def encoding_of(self, written: bytes) -> str:
        """Return Python's name of what a row is written in."""
        for encoding in ("utf-8", _KOREAN):
            # Binary values are marked, and are no text.
            if written.isascii() or b"_binary" in written or _decodes(written, encoding):
                return encoding
        return "latin-1"

    def not_utf8(self, row_id: int | None, encoding: str) -> None:
        """Remember a row that is written in something else."""
        if not self._rows:
            self._first, self._encoding = row_id, encoding
        self._rows += 1

    def findings(self) -> Iterator[Finding]:
        """Say what is wrong, once for all rows."""
        if not self._rows:
            return
        if self._encoding == _KOREAN and self.declared == "euckr":
            yield Finding(Code.DUMP_EUCKR, detail=str(self._rows))
        else:
            name = "EUC-KR/CP949" if self._encoding == _KOREAN else "?"
            yield Finding(Code.DUMP_NOT_UTF8, self._first, detail=f"{name}, {self._rows}")


def _decodes(written: bytes, encoding: str) -> bool:
    try:
        written.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
