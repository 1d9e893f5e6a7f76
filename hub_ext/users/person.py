"""One row of the platform's ``Users`` table, and what it entitles to."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta, timezone
from typing import Final

from hub_ext.users.identity import Identity

#: People who run a centre do not subscribe; the platform leaves their columns empty.
STAFF: Final = frozenset({"admin", "manager", "teacher"})
#: Subscriptions end at midnight in Korea, wherever the hub runs. Korea has no summer time.
KOREA: Final = timezone(timedelta(hours=9))


@dataclass(frozen=True, slots=True)
class Person:
    """What the hub reads of a person, and no more than that."""

    #: ``Users.id``.
    row_id: int
    #: ``Users.userID``, case kept.
    user_id: str
    #: ``Users.password``: a bcrypt hash, or anything else in a row that nobody can log in to.
    password_hash: str = field(repr=False)
    #: ``Users.name``, ``""`` for NULL.
    name: str
    #: ``Users.role``.
    role: str
    #: ``Users.centerID``.
    center_id: int | None
    #: ``Users.subscription_status``.
    subscription_status: str | None
    #: ``Users.subscription_expiry``: the last day; None for no end.
    subscription_expiry: date | None

    @property
    def identity(self) -> Identity:
        """What the rest of the hub knows of this person."""
        return Identity(
            user_id=self.user_id,
            role=self.role,
            row_id=self.row_id,
            center_id=self.center_id,
            name=self.name,
        )

    @property
    def password_mark(self) -> str:
        """A value that changes when the password does, and from which nobody gets the hash."""
        return hashlib.sha256(f"password mark {self.password_hash}".encode()).hexdigest()[:32]

    def subscribes(self, today: date) -> bool:
        """Tell whether the person's subscription covers `today`, a day in Korea.

        Staff need none. Everybody else needs the status ``active`` and an expiry that is not past;
        no expiry is no end.
        """
        if self.role in STAFF:
            return True
        return self.subscription_status == "active" and (
            self.subscription_expiry is None or today <= self.subscription_expiry
        )
