"""Whether the platform's database can be asked for people, and by whom it is asked."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from hub_ext.doctor.findings import Finding
from hub_ext.doctor.inside.answer import Answer, settings_now
from hub_ext.platform_database import users_engine
from hub_ext.prepare import host_of_database
from hub_ext.settings import DirectorySettings
from hub_ext.users.users_table import count_rows

_ANSWER_SECONDS: Final = 8
#: MySQL's and PyMySQL's numbers.
_CODES: Final = {
    1044: "database-rights",
    1045: "database-login",
    1049: "database-name",
    1054: "database-column",
    1130: "database-login",
    1142: "database-rights",
    1143: "database-column-rights",
    1146: "database-table",
    1205: "database-slow",
    1698: "database-login",
    2003: "database-unreachable",
    2006: "database-slow",
    2013: "database-slow",
}
_SQLITE: Final = (
    ("no such column", "database-column"),
    ("no such table", "database-table"),
    ("unable to open", "database-unreachable"),
    ("locked", "database-slow"),
)
_COLUMN: Final = re.compile(r"column '([\w.]{1,64})'|no such column: ([\w.]{1,64})")
_GRANT: Final = re.compile(r"GRANT (.+?) ON ")
#: A privilege is of such letters, so that nothing else of a grant can be told.
_PRIVILEGE: Final = re.compile(r"[A-Z][A-Z ]{2,40}")
_READING: Final = frozenset({"SELECT", "USAGE"})
_MOST: Final = 5


def answer(arguments: Sequence[str]) -> Answer:
    """Ask as the hub asks."""
    settings = DirectorySettings.model_validate(settings_now(arguments))
    host = host_of_database(settings).get("DB_HOST", settings.db_host)
    return Answer(look(settings.model_copy(update={"db_host": host})))


def look(settings: DirectorySettings) -> list[Finding]:
    """Count the people, and see what the account may do.

    Parameters
    ----------
    settings
        With an address that is right from here.
    """
    engine = users_engine(settings, answer_seconds=_ANSWER_SECONDS)
    fields = {
        "address": settings.hub_users_database or f"{settings.db_host}:{settings.db_port}",
        "user": settings.db_user,
        "name": settings.db_name,
    }
    try:
        with engine.connect() as connection:
            rows = count_rows(connection)
            rights = [] if settings.hub_users_database else rights_of(_grants(connection))
    except SQLAlchemyError as error:
        return [_failure(error, fields)]
    finally:
        engine.dispose()
    if not rows:
        return [Finding("database", "database-empty")]
    if rights:
        told = ", ".join(rights[:_MOST]) + (", …" if len(rights) > _MOST else "")
        return [Finding("database", "database-writes", fields | {"rights": told})]
    return [Finding("database", "database-ok", {"rows": rows})]


def rights_of(grants: Iterable[str]) -> list[str]:
    """Return what an account may do besides reading.

    Parameters
    ----------
    grants
        Lines of ``SHOW GRANTS``. They may hold the hash of a password, which is never returned.
    """
    found = set()
    for line in grants:
        match = _GRANT.match(line)
        # Single columns stand in brackets behind what is granted.
        words = re.sub(r"\(.*?\)", "", match[1]).split(",") if match else []
        found |= {word.strip() for word in words if _PRIVILEGE.fullmatch(word.strip())}
        if line.endswith(" WITH GRANT OPTION"):
            found.add("GRANT OPTION")
    return sorted(found - _READING - {"PROXY"})


def _grants(connection: Connection) -> list[str]:
    return [str(line) for line in connection.execute(text("SHOW GRANTS")).scalars()]


def _failure(error: SQLAlchemyError, fields: dict[str, str]) -> Finding:
    original: Any = error.orig if isinstance(error, DBAPIError) else None
    number, said = _number_and_text(original)
    code = _CODES.get(number) or next((code for words, code in _SQLITE if words in said), None)
    column = _COLUMN.search(said)
    # The text itself may name what was asked for, and is not told.
    more: dict[str, str | int] = {
        "number": number,
        "column": (column[1] or column[2]).rpartition(".")[2] if column else "?",
    }
    return Finding("database", code or "database-other", {**fields, **more})


def _number_and_text(original: Any) -> tuple[int, str]:
    match getattr(original, "args", ()):
        case (int(number), said, *_):
            return number, str(said)
        case (said, *_):
            return 0, str(said)
    return 0, ""
