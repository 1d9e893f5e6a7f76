"""More people in the table of a running system, and the moment from which the hub knows them."""

from typing import Final

from tests.e2e.person import Person
from tests.e2e.stack import CommandError, Stack, run
from tests.waiting import eventually

#: Rows of the development database, and how many of them are ``student1`` and so on.
ROWS: Final = 53
STUDENTS: Final = 40
_OF_A_CENTRE: Final = 200
#: After the centres of the development database.
_FIRST_CENTRE: Final = 101
_INSERTION: Final = (
    "INSERT INTO Users (userID, password, email, name, role, subscription_status, centerID)"
    " SELECT CONCAT('student', seq), password, CONCAT('student', seq, '@x.invalid'), name, 'student',"
    " 'active', {centre} + (seq - {new}) DIV {each}"
    " FROM seq_{first}_to_{last}, Users WHERE Users.userID = 'student1'"
)
_DATABASE: Final = ("mariadb", "--batch", "--skip-column-names", "codingnplay", "-e")
#: Seconds for a round of the sync, and of people whom it tells the hub of in a second when all is slow.
_ROUND_SECONDS: Final = 120.0
_SLOWEST: Final = 200.0


def last_student(people: int) -> int:
    """Return the number of the last student in a table of so many people."""
    return STUDENTS + people - ROWS


def insertion(first: int, last: int) -> str:
    """Return the statement that puts students of these numbers in, with ``student1``'s password.

    They are of new centres, 200 in each.
    """
    return _INSERTION.format(
        first=first, last=last, centre=_FIRST_CENTRE, new=STUDENTS + 1, each=_OF_A_CENTRE
    )


async def grow(stack: Stack, last: int) -> None:
    """Have all students up to number `last` in the table, and wait until the hub knows them.

    The sync starts anew, so that what it tells everybody again every ten minutes falls into no
    measurement.
    """
    there = int(stack.inside(stack.service("dev-database"), *_DATABASE, _LAST_NUMBER))
    if there < last:
        stack.change_table(insertion(there + 1, last))
    run("docker", "restart", stack.service("sync"))

    async def told() -> bool:
        return _round_is_over(stack) and await _knows(stack, last)

    seconds = _ROUND_SECONDS + last / _SLOWEST
    await eventually(told, seconds, f"the sync has told the hub of student{last}")


#: Nobody is deleted, so that it is also how many there are.
_LAST_NUMBER: Final = (
    "SELECT MAX(CAST(SUBSTR(userID, 8) AS INT)) FROM Users WHERE userID REGEXP '^student[0-9]+$'"
)


def _round_is_over(stack: Stack) -> bool:
    # Its sign of life is in memory, and so new after a restart.
    try:
        stack.inside(stack.service("sync"), "test", "-f", "/tmp/round")  # noqa: S108
    except CommandError:
        return False
    return True


async def _knows(stack: Stack, student: int) -> bool:
    async with Person(stack.url, "admin") as admin:
        await admin.log_in()
        status, _ = await admin.hub("GET", f"users/student{student}")
    return status == 200
