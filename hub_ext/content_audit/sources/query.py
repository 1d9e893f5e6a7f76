"""A question to the platform's database, which cannot change anything in it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from hub_ext.content_audit.models import Place
from hub_ext.content_audit.sources.cells import in_cell
from hub_ext.content_audit.sources.found import Mention, SourceError
from hub_ext.platform_database import users_engine
from hub_ext.settings import DirectorySettings

#: Seconds for one part of the answer.
_ANSWER_SECONDS: Final = 300
#: Comments, and whatever stands in quotes: the words of a statement are outside of these.
_NOT_WORDS: Final = re.compile(
    r"/\*.*?\*/|--(?=\s|$)[^\n]*|\#[^\n]*"
    r"|'(?:[^'\\]|\\.|'')*'"
    r'|"(?:[^"\\]|\\.|"")*"'
    r"|`[^`]*`",
    re.DOTALL,
)
#: The server runs what is in these comments.
_RUN_COMMENT: Final = re.compile(r"/\*M?!")
#: What a SELECT can write, to a file or a variable, and what it can lock.
_WRITES: Final = re.compile(r"\b(INTO|FOR\s+UPDATE|FOR\s+SHARE|LOCK\s+IN)\b|:=", re.IGNORECASE)
_READS: Final = re.compile(r"\s*\(*\s*(SELECT|WITH)\b", re.IGNORECASE)


def is_question(sql: str) -> bool:
    """Tell whether a statement is one SELECT that writes and locks nothing.

    Notes
    -----
    This is the first fence, for a clear answer. The second is the database's own: it runs in a
    transaction that is read only, and a driver that sends one statement at a time.
    """
    words = _NOT_WORDS.sub(" ", sql).strip().removesuffix(";")
    return (
        _RUN_COMMENT.search(sql) is None
        and _READS.match(words) is not None
        and _WRITES.search(words) is None
        and ";" not in words
    )


def in_answer(settings: DirectorySettings, sql: str) -> Iterator[Mention]:
    """Each path or URL in any text column of the answer to a question.

    Parameters
    ----------
    sql
        See `is_question`.

    Raises
    ------
    SourceError
        If the database does not answer, or refuses the question.
    """
    engine = users_engine(settings, answer_seconds=_ANSWER_SECONDS)
    try:
        with engine.connect() as connection:
            yield from _rows(connection, sql)
    except SQLAlchemyError as error:
        raise SourceError(_reason(error)) from None
    finally:
        engine.dispose()


def _rows(connection: Connection, sql: str) -> Iterator[Mention]:
    if connection.dialect.name == "mysql":
        connection.exec_driver_sql("START TRANSACTION READ ONLY")
    # Without this a percent sign in the question is taken for a place of a parameter.
    options = {"no_parameters": True, "stream_results": True}
    answer = connection.execution_options(**options).exec_driver_sql(sql)
    names = list(answer.keys())
    id_column = next((n for n, name in enumerate(names) if name.lower() == "id"), None)
    for number, row in enumerate(answer, start=1):
        row_id = None if id_column is None or row[id_column] is None else str(row[id_column])[:64]
        for name, value in zip(names, row, strict=True):
            text = _text(value)
            if text:
                place = Place(source="SQL", row=number, column=name, row_id=row_id)
                yield from in_cell(text, place)


def _text(value: Any) -> str:
    # A column of the binary collation is bytes to the driver, and text to the platform.
    if isinstance(value, bytes):
        return value.decode(errors="ignore")
    return value if isinstance(value, str) else ""


def _reason(error: SQLAlchemyError) -> str:
    # Never str(error): it repeats the question with what was in it.
    if isinstance(error, DBAPIError) and error.orig is not None:
        return " ".join(str(argument) for argument in error.orig.args)[:300]
    return type(error).__name__
