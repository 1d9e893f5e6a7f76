"""The ``Users`` table of a database, as the account of the hub sees it."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, String, column, literal_column, select, table, text
from sqlalchemy.exc import SQLAlchemyError

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.language import Language, Message
from hub_ext.platform_database import users_engine
from hub_ext.settings import DirectorySettings
from hub_ext.users.directory_errors import DirectoryUnavailable, directory_error
from hub_ext.users_check.findings import Code, Finding
from hub_ext.users_check.row import READ, Row, row_of
from hub_ext.users_check.table import Column, Table, plain_type

_PAGE: Final = 1000
_NO_TABLE: Final = 1146

_COLUMNS: Final = text(
    "SELECT COLUMN_NAME, COLUMN_TYPE, COLUMN_KEY, TABLE_NAME FROM information_schema.COLUMNS"
    " WHERE TABLE_SCHEMA = DATABASE() AND LOWER(TABLE_NAME) = 'users' ORDER BY ORDINAL_POSITION"
)
#: Whoever was granted single columns sees no others.
_SINGLE_COLUMNS: Final = text(
    "SELECT COUNT(*) FROM information_schema.COLUMN_PRIVILEGES WHERE TABLE_SCHEMA = DATABASE()"
    " AND LOWER(TABLE_NAME) = 'users'"
    " AND GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')"
)

_SILENT: Final = Message(
    ko="데이터베이스를 확인하지 못했습니다: {reason}. 고친 것은 없으니 DB_* 설정을 보고 다시 실행하세요.",
    en="The database could not be checked: {reason}. Nothing was changed; look at the settings DB_* and run this again.",
)
_SQLITE: Final = Message(
    ko="HUB_USERS_DATABASE가 SQLite 파일입니다. 이 명령은 MySQL과 MariaDB만 확인합니다. 이 설정을 비우고 다시 실행하세요.",
    en="HUB_USERS_DATABASE is an SQLite file. This command checks MySQL and MariaDB only. Empty that setting and run this again.",
)


def read_database(
    settings: DirectorySettings, language: Language
) -> Iterator[Table | Row | Finding]:
    """Read the table and its rows; nothing of a person that the check does not need.

    Raises
    ------
    CommandError
        If the database cannot be asked, or stops answering.
    """
    if settings.hub_users_database:
        raise CommandError(_SQLITE.in_language(language), Exit.WRONG)
    engine = users_engine(settings)
    try:
        with engine.connect() as connection:
            yield from _parts(connection)
    except SQLAlchemyError as error:
        problem = directory_error(error)
        status = Exit.STOPPED if isinstance(problem, DirectoryUnavailable) else Exit.WRONG
        raise CommandError(_SILENT.in_language(language, reason=problem), status) from None
    finally:
        engine.dispose()


def _parts(connection: Connection) -> Iterator[Table | Row | Finding]:
    if _is_missing(connection):
        yield Finding(Code.TABLE_MISSING, detail="-")
        return
    found = _table(connection)
    yield found
    names = [name for name in READ if found.named(name)]
    if names:
        for values in _rows(connection, names, in_pages=found.is_unique("id")):
            texts = (None if value is None else str(value) for value in values)
            yield row_of(dict(zip(names, texts, strict=True)))


def _rows(connection: Connection, names: list[str], *, in_pages: bool) -> Iterator[tuple[Any, ...]]:
    """Read the rows; where two can have one id at once, for a page could end between them."""
    # As text: a date may be 0000-00-00, which is none to Python.
    query = select(*(column(name, String) for name in names)).select_from(table("Users"))
    if not in_pages:
        yield from map(tuple, connection.execute(query))
        return
    # A result that is read on while its connection breaks ends in a traceback of PyMySQL's.
    page = query.order_by(column("id")).limit(_PAGE)
    rows = connection.execute(page).all()
    while rows:
        yield from map(tuple, rows)
        rows = connection.execute(page.where(column("id") > rows[-1][names.index("id")])).all()


def _table(connection: Connection) -> Table:
    rows = connection.execute(_COLUMNS).all()
    # Where the server minds no case the table is listed as `users`, and where it does both can be.
    exact = [row for row in rows if row[3] == "Users"]
    rows = exact or rows
    return Table(
        columns=tuple(Column(str(name), plain_type(str(kind))) for name, kind, _, _ in rows),
        unique=frozenset(str(name) for name, _, key, _ in rows if key in {"PRI", "UNI"}),
        whole=not connection.execute(_SINGLE_COLUMNS).scalar_one(),
    )


def _is_missing(connection: Connection) -> bool:
    """Ask the table itself: an account that may not read it is told of no columns either."""
    try:
        connection.execute(select(literal_column("1")).select_from(table("Users")).limit(1))
    except SQLAlchemyError as error:
        original = getattr(error, "orig", None)
        if original is not None and original.args[:1] == (_NO_TABLE,):
            return True
        raise
    return False
