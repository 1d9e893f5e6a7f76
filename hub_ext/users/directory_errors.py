"""Why the user directory did not answer: it cannot be asked now, or somebody must repair it."""

import re
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError


class DirectoryError(Exception):
    """The directory did not answer. The text is one line for the operator, with no secret in it."""


class DirectoryUnavailable(DirectoryError):  # noqa: N818 - a state that passes, not a fault
    """The database cannot be asked now: down, too slow, or too many questions at once."""


class DirectoryUnfit(DirectoryError):  # noqa: N818 - as above
    """The database answers and is not what the hub needs; waiting does not help."""


#: MySQL's numbers, and what the operator does about each.
_UNFIT: Final = {
    1044: "the account DB_USER may not use the database DB_NAME; grant it SELECT",
    1045: "the database refuses the account; check DB_USER and DB_PASSWORD",
    1049: "there is no database of the name in DB_NAME",
    1054: "table Users has no column {name}; restore the platform's schema",
    1142: "the account DB_USER may not read table Users; grant it SELECT",
    1143: "the account DB_USER may not read column {name} of table Users; grant it SELECT",
    1146: "there is no table Users in DB_NAME; restore the platform's database",
    1698: "the database refuses the account; check DB_USER and DB_PASSWORD",
}
_UNFIT_SQLITE: Final = (
    (re.compile(r"no such column: (\S+)"), 1054),
    (re.compile(r"no such table"), 1146),
)
_MYSQL_COLUMN: Final = re.compile(r"column '([^']+)'")


def directory_error(error: SQLAlchemyError) -> DirectoryError:
    """Translate what SQLAlchemy raised; the result names no value that was asked for."""
    if not isinstance(error, DBAPIError) or error.orig is None:
        return DirectoryUnavailable(f"the user database does not answer ({type(error).__name__})")
    number, text = _number_and_text(error.orig)
    if number in _UNFIT:
        return DirectoryUnfit(_UNFIT[number].format(name=_column(text)))
    for pattern, meaning in _UNFIT_SQLITE:
        if found := pattern.search(text):
            column = _column(f"column '{found.group(1)}'") if found.groups() else ""
            return DirectoryUnfit(_UNFIT[meaning].format(name=column))
    return DirectoryUnavailable(
        f"the user database does not answer ({type(error.orig).__name__} {number or text[:100]!r})"
    )


def _number_and_text(error: BaseException) -> tuple[int | None, str]:
    # PyMySQL: (number, text); sqlite3: (text,).
    match error.args:
        case (int(number), text, *_):
            return number, str(text)
        case _:
            return None, str(error)


def _column(text: str) -> str:
    found = _MYSQL_COLUMN.search(text)
    return found.group(1).rpartition(".")[2] if found else "?"
