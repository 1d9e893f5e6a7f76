"""Invented people for unit tests."""

from dataclasses import replace
from typing import Any

from hub_ext.users.person import Person

#: bcrypt of ``codingnplay``, at the lowest cost there is.
QUICK_HASH = "$2b$04$l4nziyc8W5iCGMukXx8/pOd6ET7PAW0IwqlH0/Fzfr3S7IbWNBUga"

STUDENT = Person(
    row_id=4,
    user_id="student1",
    password_hash=QUICK_HASH,
    name="이나래",
    role="student",
    center_id=11,
    subscription_status="active",
    subscription_expiry=None,
)


def person(**changes: Any) -> Person:
    return replace(STUDENT, **changes)
