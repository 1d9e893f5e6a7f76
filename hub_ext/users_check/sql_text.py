"""The text of an SQL dump as statements, read once and never held whole.

Only what MySQL's own client understands as a string, a quoted name or a comment can hide the end of
a statement. What a dump holds is bytes: in none of UTF-8, EUC-KR and CP949 is a quote, a backslash
or a semicolon part of another character.
"""

import re
from typing import BinaryIO, Final

_CHUNK: Final = 1024 * 1024
#: Enough to see what kind of statement begins; a list of columns is shorter.
_HEAD: Final = 64 * 1024

_BODIES: Final = {
    b"'": re.compile(rb"(?:[^'\\]++|\\.)*+", re.DOTALL),
    b'"': re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL),
    b"`": re.compile(rb"[^`]*+"),
}
_STRINGS: Final = rb"""
    '(?:[^'\\]++|\\.)*+' | "(?:[^"\\]++|\\.)*+" | `[^`]*+`
    | -(?=[^-]|-\S) | /(?=[^*]|\*!)
"""
#: All that is not the end of a statement, up to what the chunk does not hold the end of.
_TO_SEMICOLON: Final = re.compile(
    rb"(?: [^'\"`;\#/-]++ |" + _STRINGS + rb")*+", re.DOTALL | re.VERBOSE
)
_TO_LINE_END: Final = re.compile(
    rb"(?: [^'\"`\n\#/-]++ |" + _STRINGS + rb")*+", re.DOTALL | re.VERBOSE
)
_SPACE: Final = re.compile(rb"(?:\s++|;|\*/|/\*![0-9]*+(?=[^0-9]))*+")
_LINE_COMMENT: Final = re.compile(rb"\#|--(?=\s)")
_BLOCK_COMMENT: Final = re.compile(rb"/\*(?!!)")
_DELIMITER: Final = re.compile(rb"DELIMITER[ \t]+(\S+)", re.IGNORECASE)
_ORDINARY_DELIMITER: Final = re.compile(rb"\n\s*DELIMITER[ \t]+;", re.IGNORECASE)


class CutError(Exception):
    """The text ends inside a statement."""


class SqlText:
    """A place in the text, between two statements or inside one.

    Parameters
    ----------
    stream
        The dump, unpacked.

    Attributes
    ----------
    buffer, at
        What is read and the place in it. `more` moves both.
    last_comment
        The latest ``-- ...`` line between statements.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._kept: list[bytes] = []
        self._room = 0
        self.buffer = b""
        self.at = 0
        self._ended = False
        self.last_comment = b""

    def more(self) -> bool:
        """Read on, at least as much as is waiting, so that nothing is looked at too often.

        Returns
        -------
        bool
            False at the end.
        """
        if self._ended:
            return False
        waiting = len(self.buffer) - self.at
        read = self._stream.read(max(_CHUNK, waiting))
        self._ended = not read
        self.buffer = self.buffer[self.at :] + read
        self.at = 0
        return bool(read)

    def ahead(self, length: int = _HEAD) -> bytes:
        """Return the next bytes, fewer at the end."""
        while len(self.buffer) - self.at < length and self.more():
            pass
        return self.buffer[self.at : self.at + length]

    def next_statement(self) -> bool:
        """Go to the beginning of the next statement; False if there is none.

        What stands in comments that MySQL executes (``/*!40101 ... */``) is a statement as well.
        """
        while self.ahead(64):
            self._advance(_SPACE.match(self.buffer, self.at))
            if not self.ahead(64):
                return False
            if _LINE_COMMENT.match(self.buffer, self.at):
                self.last_comment = self.ahead(256).partition(b"\n")[0]
                self._pass(b"\n", may_end=True)
            elif _BLOCK_COMMENT.match(self.buffer, self.at):
                self._pass(b"*/")
            elif delimiter := _DELIMITER.match(self.buffer, self.at):
                self._advance(delimiter)
                if delimiter[1] != b";":
                    self._pass_stored_programs()
            elif not self.buffer[self.at : self.at + 1].isspace():
                return True
        return False

    def pass_statement(self) -> None:
        """Go behind the end of this statement.

        Raises
        ------
        CutError
            If the text ends first.
        """
        while not self._pass_run(_TO_SEMICOLON, b";"):
            pass
        self.at += 1

    def take_statement(self, most: int) -> bytes:
        """Return what is left of this statement without its comments, and go behind its end.

        Parameters
        ----------
        most
            Bytes; what is longer is cut off.

        Raises
        ------
        CutError
            If the text ends first.
        """
        self._kept = []
        self._room = most
        try:
            self.pass_statement()
            return b"".join(self._kept)
        finally:
            self._room = 0

    def _pass_stored_programs(self) -> None:
        """Go behind the line that makes the semicolon the end of a statement again."""
        while True:
            if self._pass_run(_TO_LINE_END, b"\n"):
                self.ahead(64)
                if found := _ORDINARY_DELIMITER.match(self.buffer, self.at):
                    self._advance(found)
                    return
                self.at += 1

    def _pass_run(self, run: re.Pattern[bytes], end: bytes) -> bool:
        """Go on to `end`, or over the one thing that is in the way; tell whether it is `end`."""
        self._advance(run.match(self.buffer, self.at))
        following = self.buffer[self.at : self.at + 3]
        if following[:1] == end:
            return True
        if len(following) < 3 and self.more():
            return False
        if not following:
            raise CutError
        if following[:1] in _BODIES:
            self._pass_string(following[:1])
        elif following[:1] == b"#" or following[:2] == b"--":
            self._pass(b"\n")
        elif following[:2] == b"/*":
            self._pass(b"*/")
        else:
            self.at += 1
        return False

    def _pass_string(self, quote: bytes) -> None:
        # A doubled quote is two strings side by side, which end at the same place.
        self._keep(self.at + 1)
        self.at += 1
        while True:
            self._advance(_BODIES[quote].match(self.buffer, self.at))
            if self.buffer[self.at : self.at + 1] == quote:
                self._keep(self.at + 1)
                self.at += 1
                return
            if not self.more():
                raise CutError

    def _pass(self, end: bytes, *, may_end: bool = False) -> None:
        while (found := self.buffer.find(end, self.at)) < 0:
            # The first byte of `end` may be the last that is here.
            self.at = max(self.at, len(self.buffer) - len(end) + 1)
            if not self.more():
                self.at = len(self.buffer)
                if may_end:
                    return
                raise CutError
        self.at = found + len(end)

    def _advance(self, found: re.Match[bytes] | None) -> None:
        if found:
            self._keep(found.end())
            self.at = found.end()

    def _keep(self, end: int) -> None:
        if self._room > 0:
            self._kept.append(self.buffer[self.at : min(end, self.at + self._room)])
            self._room -= end - self.at
