"""Invented people of learning centres: the same ones for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

import bcrypt

SEED: Final = 20260301
PASSWORD: Final = "bench-password"  # noqa: S105 - of people who do not exist
#: A full centre, and the largest there is.
USUAL_CENTRE: Final = 11
LARGEST_CENTRE: Final = 12
_USUAL_STUDENTS: Final = 200
_LARGEST_STUDENTS: Final = 500
_PEOPLE_OF_CENTRE: Final = 200

#: One for all: thousands of checks of the platform's cost would take minutes to make.
PASSWORD_HASH: Final = bcrypt.hashpw(PASSWORD.encode(), b"$2b$10$abcdefghijklmnopqrstuu").decode()

_FAMILY_NAMES: Final = "김이박최정강조윤장임한오서신권황안송류홍"
_GIVEN_NAMES: Final = (
    "나래",
    "다솜",
    "라온",
    "마루",
    "바다",
    "보람",
    "새봄",
    "소담",
    "아름",
    "한결",
)


@dataclass(frozen=True)
class Invented:
    """A row of the table ``Users``, as far as anybody here looks at it."""

    user_id: str
    name: str
    role: str
    center_id: int | None


def people(count: int, seed: int = SEED) -> list[Invented]:
    """Return `count` people: an admin, a teacher for each centre, and students.

    Parameters
    ----------
    count
        At least 10. There is a centre for every 200, and at least the two that are measured.

    Notes
    -----
    Students come in the order of chance, as years of enrolment leave them in a real table.
    """
    random = Random(seed)  # noqa: S311 - names, not secrets
    centres = range(USUAL_CENTRE, USUAL_CENTRE + max(2, count // _PEOPLE_OF_CENTRE))
    staff = [Invented("admin", "운영 담당", "admin", None)]
    staff += [
        Invented(f"teacher{centre}", f"강사 {centre}", "teacher", centre) for centre in centres
    ]
    places = list(_places(count - len(staff), centres))
    random.shuffle(places)
    students = [
        Invented(f"student{number}", _name(random), "student", centre)
        for number, centre in enumerate(places, start=1)
    ]
    return staff + students


def _places(students: int, centres: range) -> Iterator[int]:
    """Yield the centre of each student, centre by centre."""
    usual = min(_USUAL_STUDENTS, students * 2 // 5)
    others = centres[2:]
    largest = min(_LARGEST_STUDENTS, students - usual) if others else students - usual
    yield from [USUAL_CENTRE] * usual
    yield from [LARGEST_CENTRE] * largest
    for number in range(students - usual - largest):
        yield others[number % len(others)]


def _name(random: Random) -> str:
    return random.choice(_FAMILY_NAMES) + random.choice(_GIVEN_NAMES)
