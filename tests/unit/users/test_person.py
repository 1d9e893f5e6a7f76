from datetime import date, timedelta

import pytest

from hub_ext.users.identity import Identity
from tests.unit.users.people import STUDENT, person

TODAY = date(2026, 3, 2)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("role", "status", "expiry", "subscribes"),
    [
        pytest.param("student", "active", None, True, id="no end"),
        pytest.param("student", "active", TODAY, True, id="last day"),
        pytest.param("student", "active", YESTERDAY, False, id="over, not marked yet"),
        pytest.param("student", "expired", None, False, id="expired"),
        pytest.param("student", "expired", TODAY, False, id="marked before its end"),
        pytest.param("student", "inactive", None, False, id="inactive"),
        pytest.param("student", None, None, False, id="never subscribed"),
        pytest.param("kinder", None, None, False, id="kinder"),
        pytest.param("teacher", None, None, True, id="teacher"),
        pytest.param("manager", "expired", YESTERDAY, True, id="manager"),
        pytest.param("admin", None, None, True, id="admin"),
    ],
)
def test_who_subscribes(
    role: str, status: str | None, expiry: date | None, subscribes: bool
) -> None:
    somebody = person(role=role, subscription_status=status, subscription_expiry=expiry)

    assert somebody.subscribes(TODAY) is subscribes


def test_the_identity_holds_what_the_hub_may_know() -> None:
    assert STUDENT.identity == Identity("student1", "student", 4, 11, "이나래")


def test_the_password_mark_changes_with_the_password_and_is_not_the_hash() -> None:
    changed = person(password_hash="$2b$10$another")

    assert STUDENT.password_mark != changed.password_mark
    assert STUDENT.password_hash not in STUDENT.password_mark


def test_the_hash_is_not_printed() -> None:
    assert STUDENT.password_hash not in repr(STUDENT)
