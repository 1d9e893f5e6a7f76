"""Everybody who appears in the table: who they are, and what they are to each other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hub_ext.users.centres import CENTRE_STAFF, LEARNERS


@dataclass(frozen=True)
class Person:
    """Somebody by the name that the table's cases have.

    A guest's name for the hub is another one, which nobody knows before.
    """

    name: str
    role: str
    centre: int | None


def _cast(*people: Person) -> dict[str, Person]:
    return {person.name: person for person in people}


PEOPLE: Final = _cast(
    Person("admin", "admin", None),
    Person("manager11", "manager", 11),
    Person("teacher11", "teacher", 11),
    Person("colleague11", "teacher", 11),
    Person("teacher12", "teacher", 12),
    Person("teacher-nowhere", "teacher", None),
    Person("student11", "student", 11),
    Person("classmate11", "student", 11),
    Person("school11", "school", 11),
    Person("kinder11", "kinder", 11),
    Person("student12", "student", 12),
    Person("student-nowhere", "student", 0),
    Person("guest", "guest", None),
    Person("another-guest", "guest", None),
)
#: To whom everybody tries everything, beside themselves.
TARGETS: Final = (
    "classmate11", "kinder11", "student12", "student-nowhere", "colleague11", "manager11", "admin",
    "another-guest",
)  # fmt: skip
#: Somebody with no session at all.
STRANGER: Final = "anonymous"
#: What the class page does for one teacher.
PAGE_FOR_TEACHER: Final = "class-page-for-teacher11"
#: Everybody who tries, and the column of the document that says what they may.
ACTORS: Final = {
    "admin": "admin",
    "manager11": "manager, teacher",
    "teacher11": "manager, teacher",
    "teacher12": "manager, teacher",
    "teacher-nowhere": "teacher without a centre",
    "student11": "student, school, kinder",
    "school11": "student, school, kinder",
    "kinder11": "student, school, kinder",
    "student-nowhere": "student, school, kinder",
    "guest": "guest",
    STRANGER: "not logged in",
}
PROGRAMS: Final = {
    "directory-sync": "directory-sync",
    "guest-culler": "guest-culler",
    "idle-culler": "idle-culler",
    "classroom": "classroom",
    "platform": "platform",
    PAGE_FOR_TEACHER: "class page for a teacher",
}


def person_behind(actor: str) -> Person:
    """For whom an actor acts; programs and strangers are nobody of the cast."""
    name = "teacher11" if actor == PAGE_FOR_TEACHER else actor
    return PEOPLE.get(name, Person(actor, "", None))


def targets_of(actor: str) -> list[Person]:
    names = [*TARGETS, person_behind(actor).name]
    return [PEOPLE[name] for name in dict.fromkeys(names) if name in PEOPLE]


def _learns(person: Person) -> bool:
    return person.role in LEARNERS and bool(person.centre)


#: The word of the document for it.
NOBODY: Final = "–"  # noqa: RUF001 - as it is written
#: The other words: whether `whom` is meant when `actor` acts.
MEANS: Final[dict[str, Callable[[Person, Person], bool]]] = {
    "everyone": lambda _actor, _whom: True,
    "everyone else": lambda actor, whom: actor != whom,
    "own class": lambda actor, whom: (
        actor.role in CENTRE_STAFF and _learns(whom) and actor.centre == whom.centre
    ),
    "all classes": lambda _actor, whom: _learns(whom),
    "guests": lambda _actor, whom: whom.role == "guest",
    "oneself": lambda actor, whom: actor == whom,
    NOBODY: lambda _actor, _whom: False,
}
