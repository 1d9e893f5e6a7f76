import pytest

from hub_ext.users.centres import groups_of, is_teachers_group, teachers_role
from tests.unit.users.people import person


@pytest.mark.parametrize(
    ("role", "centre", "groups"),
    [
        ("student", 11, ["center-11"]),
        ("school", 11, ["center-11"]),
        ("kinder", 12, ["center-12"]),
        ("teacher", 11, ["center-11-teachers"]),
        ("manager", 12, ["center-12-teachers"]),
        ("admin", 11, []),
        ("guest", 11, []),
        ("student", None, []),
        ("student", 0, []),
        ("student", -11, []),
        ("teacher", None, []),
        ("teacher", 0, []),
        ("manager", -1, []),
    ],
)
def test_groups(role: str, centre: int | None, groups: list[str]) -> None:
    assert groups_of(person(role=role, center_id=centre)) == groups


@pytest.mark.parametrize(
    "name", ["center-11", "center-0-teachers", "center--1-teachers", "center-011-teachers",
             "xcenter-1-teachers", "center-1-teachers\n", "teachers", ""]
)  # fmt: skip
def test_what_is_no_group_of_teachers(name: str) -> None:
    assert not is_teachers_group(name)


@pytest.mark.parametrize("live", [True, False])
def test_every_scope_of_a_teacher_ends_at_the_centre(live: bool) -> None:
    role = teachers_role("center-11-teachers", live=live)

    assert role["scopes"][:2] == ["admin-ui", "access:services!service=classroom"]
    assert all(scope.endswith("!group=center-11") for scope in role["scopes"][2:])
    assert ("access:servers!group=center-11" in role["scopes"]) is live
