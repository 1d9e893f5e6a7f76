"""What the login page answers, and what it cannot be tricked into."""

import asyncio
import logging
from typing import Any

import pymysql
import pytest

from hub_ext.users import messages
from hub_ext.users.identity import Identity
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.hub import login_error, name_in_form
from tests.integration.users.mariadb import MariaDB
from tests.unit.users.settings import hub_settings

PASSWORD = "codingnplay"


async def test_the_hub_knows_what_the_table_says(hub: Any, visitor_of: VisitorFactory) -> None:
    await visitor_of(hub).login("teacher11", PASSWORD)

    user = hub.users["teacher11"]
    identity = Identity.from_auth_state(await user.get_auth_state(), user_name="teacher11")
    assert identity == Identity("teacher11", "teacher", 3, 11, "강사 하나")
    assert not user.admin


async def test_an_admin_of_the_platform_is_one_of_the_hub(
    hub: Any, visitor_of: VisitorFactory
) -> None:
    await visitor_of(hub).login("admin", PASSWORD)

    assert hub.users["admin"].admin


async def test_neither_password_nor_hash_is_stored(hub: Any, visitor_of: VisitorFactory) -> None:
    await visitor_of(hub).login("student1", PASSWORD)

    stored = repr(await hub.users["student1"].get_auth_state())
    assert PASSWORD not in stored
    assert "$2b$" not in stored


async def test_the_typed_name_stays_in_the_form(hub: Any, visitor_of: VisitorFactory) -> None:
    answer = await visitor_of(hub).login('"><b>한별', "wrong")

    assert name_in_form(answer) == '"><b>한별'
    assert '"><b>' not in answer.text


@pytest.mark.attack("oversized names")
async def test_a_name_that_is_too_long_does_not(hub: Any, visitor_of: VisitorFactory) -> None:
    answer = await visitor_of(hub).login("x" * 10_000, "wrong")

    assert "x" * 300 not in answer.text


@pytest.mark.attack("log injection")
async def test_log_lines_of_a_failed_login_are_short_and_on_one_line(
    hub: Any, visitor_of: VisitorFactory, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await visitor_of(hub).login("evil\nroot logged in" + "x" * 10_000, "not-for-the-log")

    lines = [record.getMessage() for record in caplog.records]
    assert not any("not-for-the-log" in line for line in lines)
    assert all("\n" not in line and len(line) < 500 for line in lines if "evil" in line)


@pytest.mark.attack("password guessing: one account")
async def test_the_sixth_try_is_refused_with_the_minutes_even_with_the_right_password(
    hub: Any, visitor_of: VisitorFactory
) -> None:
    attacker, victim = visitor_of(hub), visitor_of(hub)
    for _ in range(5):
        assert (await attacker.login("student1", "wrong")).status_code == 403

    wrong, right = (
        await attacker.login("student1", "wrong"),
        await victim.login("student1", PASSWORD),
    )

    for answer in (wrong, right):
        assert answer.status_code == 429
        assert login_error(answer) == messages.LOCKED.ko.format(minutes=15)
        assert 890 <= int(answer.headers["retry-after"]) <= 900
    assert (await visitor_of(hub).login("student2", PASSWORD)).status_code == 302


@pytest.mark.attack("user enumeration by words")
async def test_an_unknown_name_is_locked_in_the_same_way(
    hub: Any, visitor_of: VisitorFactory
) -> None:
    visitor = visitor_of(hub)
    answers = [await visitor.login("nobody", "wrong") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert login_error(answers[5]) == messages.LOCKED.ko.format(minutes=15)


async def test_a_login_that_works_forgets_the_failures(
    hub: Any, visitor_of: VisitorFactory
) -> None:
    for _ in range(2):
        visitor = visitor_of(hub)
        for _ in range(4):
            await visitor.login("student1", "wrong")
        assert (await visitor.login("student1", PASSWORD)).status_code == 302


async def test_a_class_behind_one_address_logs_in_at_once(
    hub: Any, visitor_of: VisitorFactory
) -> None:
    async def child(number: int) -> int:
        visitor = visitor_of(hub, "198.51.100.1")
        await visitor.login(f"student{number}", "mistyped")
        return (await visitor.login(f"student{number}", PASSWORD)).status_code

    assert await asyncio.gather(*map(child, range(1, 31))) == [302] * 30


@pytest.mark.attack("password guessing: one account")
async def test_the_api_that_gives_tokens_for_passwords_has_the_same_limits(
    hub: Any, visitor_of: VisitorFactory, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = visitor_of(hub)

    async def token(password: object) -> int:
        body = {"auth": {"username": "student1", "password": password}}
        return (await visitor.http.post("api/users/student1/tokens", json=body)).status_code

    assert await token(["not", "text"]) == 403
    assert [await token("wrong") for _ in range(5)] == [403] * 5
    # JupyterHub makes 403 of every refusal here.
    assert await token(PASSWORD) == 403
    assert "Login of 'student1' from 203.0.113.1 refused: too many failures" in caplog.text


@pytest.mark.parametrize("mode", ["navigate", "no-cors", "cors", None])
@pytest.mark.attack("XSRF with Sec-Fetch headers")
@pytest.mark.attack("XSRF without Sec-Fetch headers")
async def test_the_form_needs_its_token(
    hub: Any, visitor_of: VisitorFactory, mode: str | None
) -> None:
    visitor = visitor_of(hub)
    await visitor.http.get("login")
    headers = {"Sec-Fetch-Mode": mode} if mode else {}
    fields = {"username": "student1", "password": PASSWORD}

    answer = await visitor.http.post("login", data=fields, headers=headers)

    assert answer.status_code == 403
    assert await visitor.name() is None


async def test_an_outdated_form_says_so_in_korean(hub: Any, visitor_of: VisitorFactory) -> None:
    visitor = visitor_of(hub)

    answer = await visitor.post("login", {"username": "student1", "password": PASSWORD})

    assert (answer.status_code, login_error(answer)) == (403, messages.FORM_EXPIRED.ko)
    assert name_in_form(answer) == "student1"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "////evil.example/",
        "\\\\evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "https:evil.example/",
        "http://127.0.0.1@evil.example/",
        "javascript:alert(1)",
        "//127.0.0.1//evil.example/",
    ],
)
@pytest.mark.attack("open redirect through next")
async def test_nobody_is_sent_elsewhere_after_login(
    hub: Any, visitor_of: VisitorFactory, target: str
) -> None:
    visitor = visitor_of(hub)
    answer = await visitor.login("student1", PASSWORD, next=target)

    there = visitor.http.base_url.join(answer.headers["location"])
    assert answer.status_code == 302
    assert there.host == "127.0.0.1"
    assert there.scheme == "http"
    assert not answer.headers["location"].startswith(("//", "/\\", "/\t"))


async def test_a_page_of_the_hub_is_where_one_goes_after_login(
    hub: Any, visitor_of: VisitorFactory
) -> None:
    answer = await visitor_of(hub).login("student1", PASSWORD, next="/hub/home")

    assert answer.headers["location"] == "/hub/home"


async def test_english_by_setting(
    start_hub: Any, sqlite_hub_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    hub = await start_hub(hub_settings(**sqlite_hub_settings, hub_language="en"))

    assert login_error(await visitor_of(hub).login("nobody", "x")) == messages.WRONG.en


@pytest.mark.docker
def test_the_hubs_account_can_read_no_personal_data(mariadb: MariaDB) -> None:
    assert mariadb.read("SELECT COUNT(userID) FROM Users") > 0
    for column in ("phone", "birthdate", "email", "profile_image", "last_board_visit"):
        with pytest.raises(pymysql.err.OperationalError, match=column):
            mariadb.read(f"SELECT {column} FROM Users")  # noqa: S608 - fixed names
    with pytest.raises(pymysql.err.OperationalError, match="UPDATE command denied"):
        mariadb.read("UPDATE Users SET name = 'x'")
