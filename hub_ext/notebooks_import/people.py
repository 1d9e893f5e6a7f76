"""Who there is: from the table, or from a file with a ``userID`` a line."""

import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.platform_database import users_engine
from hub_ext.settings import DirectorySettings
from hub_ext.users.directory_errors import directory_error
from hub_ext.users.users_table import rows_after

_PAGE: Final = 1000


def people_of_table(settings: DirectorySettings) -> set[str]:
    """Return every ``userID`` of the table.

    Raises
    ------
    CommandError
        If the table cannot be read.
    """
    engine = users_engine(settings)
    found: set[str] = set()
    try:
        with engine.connect() as connection:
            last = 0
            while page := rows_after(connection, last, _PAGE):
                found |= {person.user_id for person in page}
                last = page[-1].row_id
    except SQLAlchemyError as error:
        raise CommandError(str(directory_error(error))) from None
    finally:
        engine.dispose()
    return found


def people_of_file(file: Path) -> set[str]:
    """Return every line of a file in UTF-8.

    Raises
    ------
    CommandError
        If the file cannot be read.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file}: {error}", Exit.WRONG) from None
    return {line.strip() for line in lines} - {""}


def owner_of(folder: str, people: Collection[str]) -> str | None:
    """Return whose folder this is; a name that a Mac wrote in pieces is the composed one."""
    for name in (folder, unicodedata.normalize("NFC", folder)):
        if name in people:
            return name
    return None
