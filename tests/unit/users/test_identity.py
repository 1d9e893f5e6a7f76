import json

import pytest

from hub_ext.users.identity import Identity

TEACHER = Identity(user_id="Minsu.Kim", role="teacher", row_id=7, center_id=11, name="김민수")


def test_an_identity_survives_being_stored_as_json() -> None:
    stored = json.loads(json.dumps(TEACHER.to_auth_state()))

    assert Identity.from_auth_state(stored, user_name="Minsu.Kim") == TEACHER


def test_what_others_store_beside_it_is_ignored() -> None:
    stored = TEACHER.to_auth_state() | {"password_mark": "abc"}

    assert Identity.from_auth_state(stored, user_name="Minsu.Kim") == TEACHER


@pytest.mark.parametrize(
    "stored",
    [
        pytest.param(None, id="nothing stored"),
        pytest.param({}, id="empty"),
        pytest.param({"role": "admin"}, id="without a user"),
        pytest.param(TEACHER.to_auth_state() | {"user_id": "minsu.kim"}, id="another person's"),
    ],
)
def test_without_a_usable_state_a_person_has_the_least_rights(
    stored: dict[str, object] | None,
) -> None:
    found = Identity.from_auth_state(stored, user_name="Minsu.Kim")

    assert found == Identity(user_id="Minsu.Kim", role="student")


@pytest.mark.parametrize(
    ("field", "value", "fallback"),
    [
        ("role", 3, "student"),
        ("role", "", "student"),
        ("row_id", "7", None),
        ("row_id", True, None),
        ("center_id", [11], None),
        ("name", None, ""),
    ],
)
def test_a_field_of_the_wrong_type_is_as_good_as_missing(
    field: str, value: object, fallback: object
) -> None:
    stored = TEACHER.to_auth_state() | {field: value}

    assert getattr(Identity.from_auth_state(stored, user_name="Minsu.Kim"), field) == fallback
