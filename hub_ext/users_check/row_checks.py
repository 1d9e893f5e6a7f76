"""What is wrong with a row, whatever the others are."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from hub_ext.storage.layout import LONGEST_USER_ID_BYTES
from hub_ext.users.centres import CENTRE_STAFF, LEARNERS, is_centre
from hub_ext.users.password_hash import HIGHEST_COST, USUAL_COST, cost_of
from hub_ext.users.person import STAFF
from hub_ext.users_check.findings import Code, Finding
from hub_ext.users_check.row import Row
from hub_ext.users_check.table_checks import ROLES

#: Besides letters and digits of any script, what needs no escaping in an address.
_PLAIN_MARKS: Final = frozenset("-._~@")
_SLASHES: Final = frozenset("/\\")
_CONTROL: Final = frozenset({"Cc", "Cs"})
#: The beginning of a bcrypt hash, and nothing but its alphabet after it.
_CUT_HASH: Final = re.compile(r"\$2[aby]?(\$([0-9]{0,2}(\$[./A-Za-z0-9]{0,52})?)?)?")


def user_id_codes(user_id: str) -> Iterator[Code]:
    """Yield what is wrong with a name; as `acceptable_user_id` has it, with each reason apart."""
    inside = user_id.strip()
    if not inside:
        yield Code.USERID_EMPTY
        return
    kinds = {unicodedata.category(character) for character in inside}
    wrong = {
        Code.USERID_SPACES: user_id != inside,
        Code.USERID_DOTS: not user_id.strip("."),
        Code.USERID_SLASH: bool({*inside} & _SLASHES),
        Code.USERID_CONTROL: bool(kinds & _CONTROL),
        Code.USERID_TOO_LONG: _length(user_id) > LONGEST_USER_ID_BYTES,
        Code.USERID_NFD: not unicodedata.is_normalized("NFC", user_id),
        Code.USERID_ESCAPING: any(map(_needs_escaping, inside)),
    }
    yield from (code for code, found in wrong.items() if found)


def _length(user_id: str) -> int:
    return len(user_id.encode("utf-8", "surrogatepass"))


def _needs_escaping(character: str) -> bool:
    kind = unicodedata.category(character)
    plain = kind[0] in "LMN" or character in _PLAIN_MARKS
    # What is told for itself is not told twice.
    return not plain and kind not in _CONTROL and character not in _SLASHES


def password_code(password: str) -> tuple[Code, str] | None:
    """Return what is wrong with a hash, and its cost if that is it; None if it is usual."""
    cost = cost_of(password)
    if cost is None:
        cut = _CUT_HASH.fullmatch(password)
        return (Code.PASSWORD_CUT if cut else Code.PASSWORD_NOT_BCRYPT), ""
    if cost > HIGHEST_COST:
        return Code.PASSWORD_COST_HIGH, str(cost)
    return (Code.PASSWORD_COST_LOW, str(cost)) if cost < USUAL_COST else None


def row_findings(
    row: Row, today: date, has: Callable[[str], bool], roles: frozenset[str]
) -> Iterator[Finding]:
    """Yield what is wrong with a row.

    Parameters
    ----------
    row
        The row.
    today
        The day in Korea.
    has
        Tells whether the table has a column: what is not there is not wrong in every row as well.
    roles
        Whom the hub lets in.
    """
    if has("userID"):
        yield from _user_id(row)
    if has("password") and (wrong := password_code(row.password or "")):
        yield Finding(wrong[0], row.row_id, row.user_id, wrong[1])
    if has("role") and row.role not in ROLES:
        yield Finding(Code.ROLE_UNKNOWN, row.row_id, row.user_id)
    in_a_centre = row.role in (CENTRE_STAFF | LEARNERS) & roles
    if has("centerID") and in_a_centre and not is_centre(row.center_id):
        yield Finding(Code.CENTRE_NONE, row.row_id, row.user_id)
    yield from _subscription(row, today)


def _user_id(row: Row) -> Iterator[Finding]:
    if row.user_id is None:
        yield Finding(Code.USERID_NULL, row.row_id)
        return
    for code in user_id_codes(row.user_id):
        length = str(_length(row.user_id))
        yield Finding(code, row.row_id, row.user_id, length if code is Code.USERID_TOO_LONG else "")


def _subscription(row: Row, today: date) -> Iterator[Finding]:
    expiry = row.person.subscription_expiry
    if row.subscription_expiry is not None and expiry is None:
        yield Finding(Code.DATE_INVALID, row.row_id, row.user_id)
    past = expiry is not None and expiry < today
    if row.role not in STAFF and (past or row.subscription_status == "expired"):
        yield Finding(Code.SUBSCRIPTION_ENDED, row.row_id, row.user_id)
