"""What is wrong with a table, whoever is in it."""

import re
from collections.abc import Iterator
from typing import Final

from hub_ext.users_check.findings import Code, Finding
from hub_ext.users_check.row import READ
from hub_ext.users_check.table import Column, Table, values_of

#: What the platform's table has besides; the hub reads the first of them only.
_PLATFORM: Final = (
    "name",
    "email",
    "phone",
    "birthdate",
    "profile_image",
    "last_board_visit",
    "created_at",
)
#: What the hub reads of everybody who logs in.
_NEEDED: Final = (*READ, "name")

_NUMBER: Final = re.compile(r"(tiny|small|medium|big)?int(eger)?(\(\d+\))?( unsigned)?")
#: 60 characters are a bcrypt hash.
_SIXTY: Final = re.compile(r"varchar\(([6-9]\d|\d{3,})\)")
_TYPES: Final = {
    "id": _NUMBER,
    "userID": re.compile(r"varchar\(\d+\)"),
    "password": _SIXTY,
    "role": re.compile(r"enum\(.*\)"),
    "centerID": _NUMBER,
    "subscription_status": re.compile(r"enum\(.*\)"),
    "subscription_expiry": re.compile(r"date"),
}
#: The platform's roles.
ROLES: Final = frozenset({"admin", "kinder", "school", "manager", "teacher", "student", "guest"})
_ENUMS: Final = {
    "role": ROLES,
    "subscription_status": frozenset({"active", "inactive", "expired"}),
}
#: Of a type in a message.
_SHOWN: Final = 60


def table_findings(table: Table) -> Iterator[Finding]:
    """Compare a table with the platform's."""
    yield from _columns(table)
    for column in table.columns:
        yield from _type(column)
    if table.named("id") and not table.is_unique("id"):
        yield Finding(Code.ID_NOT_UNIQUE)
    if table.named("userID") and not table.is_unique("userID"):
        yield Finding(Code.USERID_NOT_UNIQUE)


def _columns(table: Table) -> Iterator[Finding]:
    for name in _NEEDED:
        if not table.named(name):
            code = Code.COLUMN_MISSING if table.whole else Code.COLUMN_NOT_SEEN
            yield Finding(code, detail=name)
    for name in _PLATFORM:
        # An account that may read a few columns sees no others: nothing is known about those.
        if table.whole and name not in _NEEDED and not table.named(name):
            yield Finding(Code.PLATFORM_COLUMN_MISSING, detail=name)
    known = {name.lower() for name in (*_NEEDED, *_PLATFORM)}
    for column in table.columns:
        if column.name.lower() not in known:
            yield Finding(Code.COLUMN_EXTRA, detail=column.name)


def _type(column: Column) -> Iterator[Finding]:
    name = next((name for name in READ if name.lower() == column.name.lower()), "")
    if not name:
        return
    if not _TYPES[name].fullmatch(column.type):
        yield Finding(Code.COLUMN_TYPE, detail=f"{column.name} {column.type[:_SHOWN]}")
    elif name in _ENUMS:
        given = values_of(column.type)
        for value in sorted(_ENUMS[name] - given):
            yield Finding(Code.ENUM_VALUE_MISSING, detail=f"{name} '{value}'")
        for value in sorted(given - _ENUMS[name]):
            yield Finding(Code.ENUM_VALUE_EXTRA, detail=f"{name} '{value[:_SHOWN]}'")
