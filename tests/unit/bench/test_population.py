from collections import Counter

import bcrypt
import pytest

from bench.people.population import (
    LARGEST_CENTRE,
    PASSWORD,
    PASSWORD_HASH,
    USUAL_CENTRE,
    people,
)
from hub_ext.users.centres import centre_groups


def test_a_seed_makes_the_same_people_and_another_seed_others() -> None:
    assert people(500, seed=1) == people(500, seed=1)
    assert people(500, seed=1) != people(500, seed=2)


@pytest.mark.parametrize("count", [10, 50, 700, 5000])
def test_everybody_is_somebody_else(count: int) -> None:
    names = [person.user_id for person in people(count)]
    assert len(names) == len(set(names)) == count


def test_five_thousand_people_are_in_25_centres() -> None:
    students = Counter(person.center_id for person in people(5000) if person.role == "student")
    assert len(students) == 25
    assert students[USUAL_CENTRE] == 200
    assert students[LARGEST_CENTRE] == max(students.values()) == 500


def test_every_centre_has_a_teacher() -> None:
    everybody = people(5000)
    taught = {person.center_id for person in everybody if person.role == "student"}
    assert {person.center_id for person in everybody if person.role == "teacher"} == taught


def test_the_centres_that_are_measured_have_students_in_a_small_table() -> None:
    students = Counter(person.center_id for person in people(50) if person.role == "student")
    assert set(students) == {USUAL_CENTRE, LARGEST_CENTRE}


def test_everybody_but_the_admin_belongs_to_a_centre_of_the_hub() -> None:
    nowhere = [p.role for p in people(50) if not centre_groups(p.role, p.center_id)]
    assert nowhere == ["admin"]


def test_the_password_opens_the_hash() -> None:
    assert bcrypt.checkpw(PASSWORD.encode(), PASSWORD_HASH.encode())
