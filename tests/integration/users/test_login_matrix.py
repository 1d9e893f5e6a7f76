"""Who gets in: one table."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from hub_ext.language import Message
from hub_ext.users import messages
from tests.integration.users.conftest import mariadb_settings, sqlite_settings
from tests.integration.users.demo_table import make_sqlite
from tests.integration.users.hub import Visitor, login_error, running_hub, use_settings
from tests.unit.users.settings import hub_settings

PASSWORD = "codingnplay"
#: Not a refusal.
IN = None


@dataclass(frozen=True)
class Row:
    """One try and what comes of it."""

    what: str
    username: str | bytes
    password: str | bytes = PASSWORD
    #: The message on the page, or None for somebody who is in.
    refused: Message | None = messages.WRONG
    #: The hub's name of whoever is in, where it is not the typed one.
    name: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)


SUBSCRIBERS_ONLY = {"hub_require_subscription": True}
EVERYBODY = {"jupyter_roles": "admin,manager,teacher,student,school,kinder,guest"}
IN_PIECES = "\u1112\u1161\u11ab\u1107\u1167\u11af"

TABLE = [
    Row("admin", "admin", refused=IN),
    Row("manager", "manager11", refused=IN),
    Row("teacher", "teacher11", refused=IN),
    Row("teacher of the other centre", "teacher12", refused=IN),
    Row("student", "student1", refused=IN),
    Row("student whose hash says 2a", "student2", refused=IN),
    Row("student whose hash says 2y", "student3", refused=IN),
    Row("student of the other centre", "student40", refused=IN),
    Row("name with capitals and a dot", "Minsu.Kim", refused=IN),
    Row("Korean name", "한별", refused=IN),
    Row("kinder", "kinder1", refused=messages.ROLE_REFUSED),
    Row("school", "school1", refused=messages.ROLE_REFUSED),
    Row("guest", "guest1", refused=messages.ROLE_REFUSED),
    Row("kinder where kinder may", "kinder1", refused=IN, settings=EVERYBODY),
    Row("school where school may", "school1", refused=IN, settings=EVERYBODY),
    Row("guest where guest may", "guest1", refused=IN, settings=EVERYBODY),
    Row("student where only teachers may", "student1", refused=messages.ROLE_REFUSED,
        settings={"jupyter_roles": "teacher"}),
    Row("role refused is not told without the password", "kinder1", "wrong"),
    Row("expired", "expired1", refused=IN),
    Row("inactive", "inactive1", refused=IN),
    Row("expired, subscription needed", "expired1", refused=messages.SUBSCRIPTION_REFUSED,
        settings=SUBSCRIBERS_ONLY),
    Row("inactive, subscription needed", "inactive1", refused=messages.SUBSCRIPTION_REFUSED,
        settings=SUBSCRIBERS_ONLY),
    Row("expired, subscription needed, wrong password", "expired1", "wrong",
        settings=SUBSCRIBERS_ONLY),
    Row("active, subscription needed", "student1", refused=IN, settings=SUBSCRIBERS_ONLY),
    Row("teacher without one, subscription needed", "teacher11", refused=IN,
        settings=SUBSCRIBERS_ONLY),
    Row("wrong password", "student1", "wrong"),
    Row("password of other case", "student1", "Codingnplay"),
    Row("password with a space behind", "student1", PASSWORD + " "),
    Row("empty password", "student1", ""),
    Row("unknown", "nobody"),
    Row("test user of development", "testuser"),
    Row("empty name", ""),
    Row("the row without a name", "NULL"),
    Row("row whose password is no hash", "plain1"),
    Row("the hash as password", "student1",
        "$2b$10$k29q0PkNub72fj9S7Ok/bOns5nOSNURJdb9bWa.0PAv6OZzA7iDEC"),
    Row("password of 72 bytes", "student1", "가" * 24),
    Row("password of 73 bytes", "student1", "가" * 24 + "x"),
    Row("password of a megabyte", "student1", "x" * 1_000_000),
    Row("NUL after the right password", "student1", PASSWORD + "\0"),
    Row("password that is no text", "student1", b"\xff\xfe"),
    Row("name of 255 characters", "x" * 255),
    Row("name of 256 characters", "x" * 256),
    Row("name of 10,000 characters", "x" * 10_000),
    Row("name of 10,000 Korean characters", "한" * 10_000),
    Row("SQL that is always true", "' OR '1'='1"),
    Row("SQL that ends the statement", "student1'; DROP TABLE Users; -- "),
    Row("SQL in the password", "student1", "' OR '1'='1"),
    Row("SQL pattern", "student%"),
    Row("NUL in the name", "student1\0"),
    Row("line feed in the name", "student1\nadmin"),
    Row("name that is no text", b"student1\xff"),
    Row("path as name", "../student1"),
    Row("spaces around the name", "  student1  ", refused=IN, name="student1"),
    Row("name in capitals", "STUDENT1", refused=IN, name="student1"),
    Row("name in small letters", "minsu.kim", refused=IN, name="Minsu.Kim"),
    Row("Korean name in pieces", IN_PIECES, refused=IN, name="한별"),
]  # fmt: skip


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("mariadb", marks=pytest.mark.docker)]
)
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """The settings that name a database with the demo people."""
    if request.param == "sqlite":
        return sqlite_settings(make_sqlite(tmp_path_factory.mktemp("demo") / "users.sqlite"))
    return mariadb_settings(request.getfixturevalue("mariadb"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hub(database: dict[str, Any]) -> AsyncIterator[Any]:
    async with running_hub(hub_settings(**database)) as app:
        yield app


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("row", TABLE, ids=[row.what for row in TABLE])
async def test_who_gets_in(row: Row, database: dict[str, Any], hub: Any) -> None:
    use_settings(hub, hub_settings(**database | row.settings))
    async with Visitor(hub) as visitor:
        answer = await visitor.login(row.username, row.password)

        if row.refused is None:
            assert (answer.status_code, answer.headers["location"]) == (302, "/hub/spawn")
            assert await visitor.name() == (row.name or row.username)
        else:
            assert (answer.status_code, login_error(answer)) == (403, row.refused.ko)
            assert await visitor.name() is None
