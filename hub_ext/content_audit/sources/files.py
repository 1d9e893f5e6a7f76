"""Lists and CSV files, which may be larger than memory."""

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from hub_ext.content_audit.documents.found import UnreadableError
from hub_ext.content_audit.documents.text import encoding_of
from hub_ext.content_audit.models import Place
from hub_ext.content_audit.sources.cells import in_cell
from hub_ext.content_audit.sources.found import Mention, SourceError

_CHUNK_BYTES: Final = 1024 * 1024
#: A cell may hold a whole lesson.
_LONGEST_CELL: Final = 64 * 1024 * 1024


def in_list(file: Path) -> Iterator[Mention]:
    """Each line of a list that is not empty: a path or a URL.

    Raises
    ------
    SourceError
        If the file cannot be read to its end.
    """
    try:
        with file.open(encoding=_encoding(file), newline=None) as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield Mention(line.strip(), Place(source=str(file), line=number))
    except (OSError, UnicodeError) as error:
        raise SourceError(_reason(error)) from None


def in_csv(file: Path, columns: Sequence[str]) -> Iterator[Mention]:
    """Each path or URL in some columns of a CSV file with a heading.

    Raises
    ------
    SourceError
        If the file cannot be read to its end, or has not all of these columns.
    """
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with file.open(encoding=_encoding(file), newline="") as lines:
            reader = csv.DictReader(lines, restval="")
            missing = [name for name in columns if name not in (reader.fieldnames or [])]
            if missing:
                raise SourceError(f"it has no column {', '.join(missing)}")
            for number, row in enumerate(reader, start=2):
                for name in columns:
                    place = Place(source=str(file), row=number, column=name)
                    yield from _in_named_cell(row[name], place)
    except (OSError, UnicodeError, csv.Error) as error:
        raise SourceError(_reason(error)) from None


def _in_named_cell(text: str, place: Place) -> Iterator[Mention]:
    # Somebody said that this column holds paths, so a mere file name is one, too.
    mentions = list(in_cell(text, place))
    if mentions or not text.strip():
        yield from mentions
    else:
        yield Mention(text.strip(), place)


def _encoding(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return encoding_of(iter(partial(opened.read, _CHUNK_BYTES), b""))
    except UnreadableError as error:
        raise SourceError(str(error)) from None


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:300]
