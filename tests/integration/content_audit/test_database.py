"""Questions to a real MariaDB."""

from collections.abc import Iterator

import pytest

from hub_ext.command.exits import Exit
from tests.integration.content_audit.conftest import Audit
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.users.mariadb import MariaDB

pytestmark = pytest.mark.docker


@pytest.fixture(scope="module")
def mariadb() -> Iterator[MariaDB]:
    database = MariaDB.start()
    database.administer(
        "CREATE TABLE Lessons (id INT, title VARCHAR(50), image VARBINARY(200), body TEXT);"
        "INSERT INTO Lessons VALUES (7, 'first 50% off', 'Lessons/gone.png', '![](/Lessons/one.png)');"
        # More than the tool should ever need.
        "GRANT ALL ON codingnplay.Lessons TO 'hub'@'%'"
    )
    yield database
    database.stop()


@pytest.fixture
def platform(
    mariadb: MariaDB, audit: Audit, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> Audit:
    store.put("Lessons/one.png", "PNG")
    monkeypatch.delenv("HUB_USERS_DATABASE")
    monkeypatch.setenv("DB_HOST", "127.0.0.1")
    monkeypatch.setenv("DB_PORT", str(mariadb.port))
    return audit


def test_every_text_column_is_searched(platform: Audit) -> None:
    ran = platform("--sql=SELECT * FROM Lessons WHERE title LIKE '%50% %'")
    assert ran.found == {("missing", "Lessons/gone.png")}
    assert ran.report.counts.references == 2
    place = ran.report.findings[0].references[0].place
    assert place.model_dump(exclude_none=True) == {
        "source": "SQL",
        "row": 1,
        "row_id": "7",
        "column": "image",
    }


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("WITH x AS (SELECT 7 AS id) DELETE FROM Lessons", marks=pytest.mark.long),
        "WITH x AS (SELECT 7 AS id) UPDATE Lessons SET title = 'x'",
        pytest.param("SELECT id FROM Nowhere", marks=pytest.mark.long),
        "SELECT nothing FROM Lessons",
        pytest.param("SELECT", marks=pytest.mark.long),
    ],
)
def test_what_is_no_question_after_all_changes_nothing(
    sql: str, platform: Audit, mariadb: MariaDB
) -> None:
    ran = platform(f"--sql={sql}")
    assert [unread.source for unread in ran.report.unread] == ["SQL"]
    assert ran.status == Exit.STOPPED
    assert "dev-password" not in ran.out + ran.err
    assert mariadb.read("SELECT title FROM Lessons") == "first 50% off"
