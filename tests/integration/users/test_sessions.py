"""What becomes of a session when the platform changes its mind about a person.

Row 4 of the demo people is ``student1``.
"""

from pathlib import Path
from typing import Any

import pytest

from hub_ext.users.identity import Identity
from tests.integration.users.conftest import HubFactory, VisitorFactory
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor
from tests.unit.users.settings import hub_settings


def five_minutes_later(hub: Any) -> None:
    """As JupyterHub sees it: everybody is due to be looked at again."""
    for user in hub.users.values():
        user._auth_refreshed = 0


@pytest.fixture
async def student1(hub: Any, visitor_of: VisitorFactory) -> Visitor:
    visitor = visitor_of(hub)
    await visitor.login("student1", "codingnplay")
    return visitor


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        pytest.param("UPDATE Users SET phone = '010-0000-9999'", True, id="nothing of ours"),
        pytest.param("UPDATE Users SET name = '새 이름' WHERE id = 4", True, id="name"),
        pytest.param("UPDATE Users SET centerID = 12 WHERE id = 4", True, id="centre"),
        pytest.param("UPDATE Users SET role = 'teacher' WHERE id = 4", True, id="another role"),
        pytest.param("UPDATE Users SET password = 'x' WHERE id = 5", True, id="another's password"),
        pytest.param("UPDATE Users SET subscription_status = 'expired' WHERE id = 4", True,
                     id="subscription, which nobody asked for"),
        pytest.param("DELETE FROM Users WHERE id = 4", False, id="row removed"),
        pytest.param("UPDATE Users SET userID = NULL WHERE id = 4", False, id="name taken away"),
        pytest.param("UPDATE Users SET userID = 'STUDENT1' WHERE id = 4", False, id="case changed"),
        pytest.param("UPDATE Users SET role = 'guest' WHERE id = 4", False, id="role not allowed"),
        pytest.param("UPDATE Users SET password = 'x' WHERE id = 4", False, id="password changed"),
        pytest.param("UPDATE Users SET id = 999 WHERE id = 4", False, id="another row of that name"),
    ],
)  # fmt: skip
async def test_who_is_still_logged_in_five_minutes_after_a_change(
    hub: Any, student1: Visitor, sqlite: Path, change: str, stays: bool
) -> None:
    change_sqlite(sqlite, change)

    assert await student1.name() == "student1"
    five_minutes_later(hub)
    assert await student1.name() == ("student1" if stays else None)


async def test_an_expired_subscription_ends_a_session_where_one_is_needed(
    start_hub: HubFactory,
    sqlite_hub_settings: dict[str, Any],
    sqlite: Path,
    visitor_of: VisitorFactory,
) -> None:
    hub = await start_hub(hub_settings(**sqlite_hub_settings, hub_require_subscription=True))
    visitor = visitor_of(hub)
    await visitor.login("student1", "codingnplay")

    change_sqlite(sqlite, "UPDATE Users SET subscription_expiry = '2020-01-01' WHERE id = 4")
    five_minutes_later(hub)

    assert await visitor.name() is None


async def test_the_hub_learns_what_changed(hub: Any, student1: Visitor, sqlite: Path) -> None:
    change_sqlite(
        sqlite, "UPDATE Users SET name = '새 이름', centerID = 12, role = 'admin' WHERE id = 4"
    )
    five_minutes_later(hub)
    await student1.name()

    user = hub.users["student1"]
    identity = Identity.from_auth_state(await user.get_auth_state(), user_name="student1")
    assert identity == Identity("student1", "admin", 4, 12, "새 이름")
    assert user.admin


async def test_an_admin_who_is_none_any_more_loses_the_rights(
    hub: Any, visitor_of: VisitorFactory, sqlite: Path
) -> None:
    visitor = visitor_of(hub)
    await visitor.login("admin", "codingnplay")
    change_sqlite(sqlite, "UPDATE Users SET role = 'teacher' WHERE userID = 'admin'")
    five_minutes_later(hub)

    assert await visitor.name() == "admin"
    assert not hub.users["admin"].admin
    assert (await visitor.http.get("api/users/student1")).status_code == 404


async def test_a_token_ends_with_the_row(hub: Any, student1: Visitor, sqlite: Path) -> None:
    token = hub.users["student1"].new_api_token()
    headers = {"Authorization": f"token {token}"}
    assert (await student1.http.get("api/user", headers=headers)).status_code == 200

    change_sqlite(sqlite, "DELETE FROM Users WHERE id = 4")
    five_minutes_later(hub)

    assert (await student1.http.get("api/user", headers=headers)).status_code == 403


async def test_whoever_changed_the_password_logs_in_again(
    hub: Any, student1: Visitor, sqlite: Path
) -> None:
    change_sqlite(
        sqlite,
        "UPDATE Users SET password = (SELECT password FROM Users WHERE id = 8) WHERE id = 4",
    )
    five_minutes_later(hub)
    assert await student1.name() is None

    await student1.login("student1", "codingnplay")
    five_minutes_later(hub)
    assert await student1.name() == "student1"
