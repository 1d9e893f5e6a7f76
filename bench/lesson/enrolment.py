"""Students of the development database, and invented ones for larger classes."""

from typing import Final

from bench.growth.table import STUDENTS

_COPY: Final = """
INSERT INTO Users
    (userID, password, email, name, role, subscription_status, subscription_expiry, centerID)
SELECT 'student{new}', password, 'student{new}@example.invalid', name,
    role, subscription_status, subscription_expiry, centerID
FROM Users WHERE userID = 'student{old}';
"""


def names(people: int) -> list[str]:
    """Return the login names of so many students."""
    return [f"student{number}" for number in range(1, people + 1)]


def enrolling(people: int) -> str:
    """Return the SQL that enrols those of so many who are not there; ``""`` if all are.

    Notes
    -----
    Each is a copy of one who is there, with their centre and their password: so nobody has to make
    a hash for each.
    """
    return "".join(
        _COPY.format(new=number, old=(number - 1) % STUDENTS + 1)
        for number in range(STUDENTS + 1, people + 1)
    )
