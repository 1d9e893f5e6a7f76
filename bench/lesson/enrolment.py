"""Students of the development database, and invented ones for larger classes."""

from typing import Final

#: ``student1`` to ``student40`` are in it.
PRESENT: Final = 40
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
        _COPY.format(new=number, old=(number - 1) % PRESENT + 1)
        for number in range(PRESENT + 1, people + 1)
    )
