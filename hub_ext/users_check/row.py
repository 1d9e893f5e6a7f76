"""A row of ``Users`` as far as the check reads it, whichever source it is from."""

from dataclasses import dataclass, field
from typing import Final

from hub_ext.users.person import Person
from hub_ext.users.users_table import readable_date

#: What the hub reads but the name of a person, which nothing here depends on.
READ: Final = (
    "id",
    "userID",
    "password",
    "role",
    "centerID",
    "subscription_status",
    "subscription_expiry",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row, with None for NULL and for a column that is not there."""

    row_id: int | None
    user_id: str | None
    password: str | None = field(repr=False)
    role: str | None
    center_id: int | None
    subscription_status: str | None
    subscription_expiry: str | None

    @property
    def person(self) -> Person:
        """Who that is for the hub."""
        return Person(
            row_id=self.row_id or 0,
            user_id=self.user_id or "",
            password_hash=self.password or "",
            name="",
            role=self.role or "",
            center_id=self.center_id,
            subscription_status=self.subscription_status,
            subscription_expiry=readable_date(self.subscription_expiry),
        )


def row_of(values: dict[str, str | None]) -> Row:
    """Make a row of the texts of its columns, by their names in `READ`."""
    return Row(
        row_id=_number(values.get("id")),
        user_id=values.get("userID"),
        password=values.get("password"),
        role=values.get("role"),
        center_id=_number(values.get("centerID")),
        subscription_status=values.get("subscription_status"),
        subscription_expiry=values.get("subscription_expiry"),
    )


def _number(text: str | None) -> int | None:
    try:
        return None if text is None else int(text)
    except ValueError:
        return None
