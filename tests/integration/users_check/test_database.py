"""What is found in a dump is found in the database that was restored from it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.environment import read
from hub_ext.settings import DirectorySettings
from hub_ext.users_check.database import read_database
from hub_ext.users_check.row import Row
from tests.integration.users.mariadb import MariaDB
from tests.integration.users_check.conftest import Restore, connection
from tests.unit.users_check.checking import check, file_of
from tests.unit.users_check.dumps import (
    CLEAN,
    COLUMNS,
    HEAD,
    OTHER,
    PLANTED,
    PLANTED_TABLE,
    TAIL,
    create,
    dump,
    insert,
    person,
    planted_dump,
)


def _restorable(text: str) -> str:
    """Without the parts that are the mysql program's own, not the server's."""
    before, _, behind = text.partition("\nDELIMITER ;;")
    return before + (behind.partition("DELIMITER ;\n")[2].partition(OTHER)[2])


@pytest.fixture
def planted(restore: Restore) -> None:
    restore("planted", _restorable(planted_dump()))


@pytest.fixture(autouse=True)
def _no_databases_are_left(mariadb: MariaDB) -> Iterator[None]:
    yield
    with connection(mariadb) as connected, connected.cursor() as cursor:
        for name in ("planted", "clean"):
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")


@pytest.mark.usefixtures("planted")
def test_every_planted_fault_is_found_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = check(capsys)
    assert answer.found == PLANTED
    details = {(finding["code"], finding["detail"]) for finding in answer.result["findings"]}
    assert set(PLANTED_TABLE) <= details
    assert answer.status == Exit.FOUND


@pytest.mark.usefixtures("planted")
def test_what_mariadbs_own_program_dumps_reads_the_same(
    mariadb: MariaDB, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for options in (
        [],
        ["--skip-extended-insert", "--complete-insert"],
        ["--hex-blob", "--compatible=ansi"],
    ):
        command = ["docker", "exec", mariadb.container.name or "", "mariadb-dump", *options]
        dumped = subprocess.run([*command, "planted"], capture_output=True, check=True).stdout
        answer = check(capsys, "--dump", file_of(tmp_path, dumped), "--with-database")
        both = {
            (finding["source"], finding["code"], finding["row"])
            for finding in answer.result["findings"]
        }
        expected = {(source, *found) for source in ("dump", "database") for found in PLANTED}
        assert both == expected


def test_a_clean_database_is_fit(restore: Restore, capsys: pytest.CaptureFixture[str]) -> None:
    restore("clean", _restorable(dump()))
    answer = check(capsys)
    assert answer.found == []
    assert answer.status == Exit.WELL


def test_a_database_is_compared_with_its_dump(
    restore: Restore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = [
        *CLEAN[:3],
        person(4, "student1", center_id=12),
        *CLEAN[5:],
        person(9, "teacher9", "teacher"),
    ]
    restore("clean", HEAD + create() + insert(changed) + TAIL)
    answer = check(capsys, "--dump", file_of(tmp_path, dump()), "--with-database")

    assert answer.found == [
        ("count-differs", None), ("count-differs", None),
        ("only-in-database", 9), ("only-in-dump", 5), ("row-differs", 4),
    ]  # fmt: skip
    details = {finding["detail"] for finding in answer.result["findings"]}
    assert {"student 11: 2 / 1", "teacher 11: 0 / 1"} < details
    assert {finding["source"] for finding in answer.result["findings"]} == {"comparison"}
    assert answer.status == Exit.FOUND


def test_who_is_not_in_a_cut_dump_is_not_taken_for_new(
    restore: Restore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = dump()
    restore("clean", _restorable(whole))
    cut = file_of(tmp_path, whole[: whole.index("(5,")])
    answer = check(capsys, "--dump", cut, "--with-database")
    assert answer.found == [("dump-cut", 4)]


def test_two_rows_of_one_id_are_both_read(
    restore: Restore, capsys: pytest.CaptureFixture[str]
) -> None:
    table = create({**COLUMNS, "id": "int NOT NULL"}, keys=())
    restore("clean", table + insert([*CLEAN, person(4, "student2")]))
    assert check(capsys).found == [
        ("id-duplicate", 4), ("id-not-unique", None), ("userid-not-unique", None),
    ]  # fmt: skip


def test_the_hubs_own_account_sees_enough(
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.setenv("DB_USER", "hub")
    settings.setenv("DB_NAME", "codingnplay")
    answer = check(capsys)
    # It may not read the platform's other columns, so nothing is said of them.
    assert answer.found == [
        ("password-not-bcrypt", 53), ("subscription-ended", 50), ("userid-null", 52),
    ]  # fmt: skip


def test_a_column_that_the_account_may_not_read_is_not_taken_for_missing(
    mariadb: MariaDB,
    restore: Restore,
    settings: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    restore("clean", _restorable(dump()))
    mariadb.administer(
        "CREATE OR REPLACE USER 'little'@'%' IDENTIFIED BY 'dev-password';"
        "GRANT SELECT (id, userID, password, name, role, centerID, subscription_status)"
        " ON clean.Users TO 'little'@'%'"
    )
    settings.setenv("DB_USER", "little")
    answer = check(capsys)
    assert answer.found == [("column-not-seen", None)]
    assert answer.result["findings"][0]["detail"] == "subscription_expiry"


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"DB_PASSWORD": "wrong-password"}, Exit.WRONG, "DB_PASSWORD"),
        ({"DB_NAME": "nothing"}, Exit.WRONG, "DB_NAME"),
        ({"DB_PORT": "1"}, Exit.STOPPED, "DB_*"),
        ({"HUB_USERS_DATABASE": "sqlite:////tmp/x"}, Exit.WRONG, "SQLite"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_database_that_cannot_be_asked_ends_in_one_sentence(
    change: dict[str, str], status: Exit, said: str,
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for name, value in change.items():
        settings.setenv(name, value)
    answer = check(capsys)
    assert answer.status == status
    assert said in answer.error
    assert "wrong-password" not in answer.error


def test_what_was_found_in_a_dump_is_told_though_the_database_does_not_answer(
    settings: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.setenv("DB_PORT", "1")
    report = tmp_path / "report.csv"
    answer = check(
        capsys,
        *("--dump", file_of(tmp_path, planted_dump())),
        *("--with-database", "--report", str(report)),
    )
    assert answer.status == Exit.STOPPED
    assert answer.found == PLANTED
    assert [source["source"] for source in answer.result["sources"]] == ["dump"]
    assert "DB_*" in answer.error
    assert len(report.read_text().splitlines()) > len(PLANTED)


def test_a_database_without_the_table(restore: Restore, capsys: pytest.CaptureFixture[str]) -> None:
    restore("clean", create().replace("`Users`", "`users`"))
    answer = check(capsys)
    assert answer.found == [("table-missing", None)]
    assert answer.status == Exit.FOUND


def test_a_table_of_many_pages_is_read_whole(
    restore: Restore, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [*CLEAN, *(person(number, f"student{number}") for number in range(10, 2510))]
    restore("clean", HEAD + create() + insert(people) + TAIL)
    answer = check(capsys)
    assert answer.found == []
    assert answer.result["sources"][0]["rows"] == len(people)


def test_a_database_that_stops_in_the_middle_is_not_taken_for_a_short_table(
    mariadb: MariaDB, restore: Restore
) -> None:
    restore("clean", create() + _MANY)
    settings = read(DirectorySettings)
    rows = (part for part in read_database(settings, "en") if isinstance(part, Row))
    next(rows)
    mariadb.administer("KILL USER owner")

    with pytest.raises(CommandError, match="does not answer") as stopped:
        list(rows)
    assert stopped.value.status == Exit.STOPPED


_MANY = (
    "INSERT INTO Users (id, userID, password, email, role)"
    " SELECT seq, CONCAT('student', REPEAT('x', 200), seq), REPEAT('h', 255), '', 'student'"
    " FROM seq_1_to_4000;"
)
