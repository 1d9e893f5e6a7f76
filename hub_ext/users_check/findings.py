"""What a check can find: each has a code that stays, and says what it means and what to do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hub_ext.language import Language
from hub_ext.users_check.messages import BY_CODE


class Severity(StrEnum):
    """How bad it is."""

    #: The hub cannot use the table, or somebody who should be let in is not.
    UNFIT = "unfit"
    #: The hub can use it; something or somebody is worse off.
    WARNING = "warning"
    #: Worth knowing.
    NOTE = "note"


class Code(StrEnum):
    """What was found. The values are for programs, and in docs: they stay."""

    TABLE_MISSING = "table-missing"
    TABLE_TWICE = "table-twice"
    TABLE_EMPTY = "table-empty"
    COLUMN_MISSING = "column-missing"
    COLUMN_NOT_SEEN = "column-not-seen"
    PLATFORM_COLUMN_MISSING = "platform-column-missing"
    COLUMN_EXTRA = "column-extra"
    COLUMN_TYPE = "column-type"
    ENUM_VALUE_MISSING = "enum-value-missing"
    ENUM_VALUE_EXTRA = "enum-value-extra"
    ID_NOT_UNIQUE = "id-not-unique"
    USERID_NOT_UNIQUE = "userid-not-unique"
    DUMP_CUT = "dump-cut"
    DUMP_END_UNKNOWN = "dump-end-unknown"
    DUMP_DAMAGED = "dump-damaged"
    DUMP_UNREADABLE = "dump-unreadable"
    DUMP_UTF16 = "dump-utf16"
    DUMP_EUCKR = "dump-euckr"
    DUMP_NOT_UTF8 = "dump-not-utf8"
    ROW_MALFORMED = "row-malformed"
    ID_DUPLICATE = "id-duplicate"
    ROLE_UNKNOWN = "role-unknown"
    USERID_NULL = "userid-null"
    USERID_EMPTY = "userid-empty"
    USERID_DUPLICATE = "userid-duplicate"
    USERID_FOLDS = "userid-folds"
    USERID_NFD = "userid-nfd"
    USERID_SPACES = "userid-spaces"
    USERID_CONTROL = "userid-control"
    USERID_SLASH = "userid-slash"
    USERID_DOTS = "userid-dots"
    USERID_TOO_LONG = "userid-too-long"
    USERID_ESCAPING = "userid-escaping"
    PASSWORD_NOT_BCRYPT = "password-not-bcrypt"  # noqa: S105 - a code
    PASSWORD_CUT = "password-cut"  # noqa: S105
    PASSWORD_COST_LOW = "password-cost-low"  # noqa: S105
    PASSWORD_COST_HIGH = "password-cost-high"  # noqa: S105
    CENTRE_NONE = "centre-none"
    CENTRE_WITHOUT_STAFF = "centre-without-staff"
    SUBSCRIPTION_ENDED = "subscription-ended"
    DATE_INVALID = "date-invalid"
    NOBODY_ADMIN = "nobody-admin"
    NOBODY_ADMITTED = "nobody-admitted"
    ONLY_IN_DUMP = "only-in-dump"
    ONLY_IN_DATABASE = "only-in-database"
    ROW_DIFFERS = "row-differs"
    COUNT_DIFFERS = "count-differs"


_NOTES: Final = {
    Code.COLUMN_EXTRA,
    Code.DUMP_END_UNKNOWN,
    Code.DUMP_EUCKR,
    Code.ONLY_IN_DATABASE,
    Code.SUBSCRIPTION_ENDED,
    Code.USERID_ESCAPING,
}
_WARNINGS: Final = {
    Code.CENTRE_NONE,
    Code.CENTRE_WITHOUT_STAFF,
    Code.COUNT_DIFFERS,
    Code.DATE_INVALID,
    Code.ENUM_VALUE_EXTRA,
    Code.PASSWORD_COST_LOW,
    Code.PLATFORM_COLUMN_MISSING,
    Code.ROW_DIFFERS,
    Code.USERID_FOLDS,
    Code.USERID_NFD,
    Code.USERID_NOT_UNIQUE,
    Code.USERID_NULL,
}

#: With these there may be people whom the check has not seen, so nothing can be said of all.
NOT_ALL_SEEN: Final = frozenset(
    {
        Code.DUMP_CUT,
        Code.DUMP_DAMAGED,
        Code.DUMP_UNREADABLE,
        Code.DUMP_UTF16,
        Code.ROW_MALFORMED,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Attributes
    ----------
    code
        What it is.
    row_id
        ``Users.id`` of the row; None if it is not one row's.
    user_id
        Of that row; no other detail of a person is ever in a finding.
    detail
        A column, a type, a centre, the number of another row.
    """

    code: Code
    row_id: int | None = None
    user_id: str | None = None
    detail: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        if self.code in _NOTES:
            return Severity.NOTE
        return Severity.WARNING if self.code in _WARNINGS else Severity.UNFIT

    def what(self, language: Language) -> str:
        """Say what was found and what it means."""
        return BY_CODE[self.code.value].what.in_language(language, detail=self.detail)

    def to_do(self, language: Language) -> str:
        """Say what to do about it."""
        return BY_CODE[self.code.value].to_do.in_language(language, detail=self.detail)
