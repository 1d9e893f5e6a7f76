"""What is wrong with a dump as a file is found, and everything that can be read is checked."""

import gzip
import re
from pathlib import Path

import pytest

from hub_ext.command.exits import Exit
from tests.unit.users_check.checking import check, file_of
from tests.unit.users_check.dumps import CLEAN, COLUMNS, HEAD, KEYS, TAIL, create, dump, insert

_WHOLE = dump()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(_WHOLE[: _WHOLE.index("(5,")], [("dump-cut", 4)], id="between rows"),
        pytest.param(_WHOLE[: _WHOLE.index("한별") + 1], [("dump-cut", 4)], id="in a string"),
        pytest.param(_WHOLE[: _WHOLE.index("(1,'admin")], [("dump-cut", None)], id="before the rows"),
        pytest.param(_WHOLE[: _WHOLE.index("CREATE TABLE `Users` (\n")], [("dump-cut", None)], id="before the table"),
        pytest.param(_WHOLE[: _WHOLE.index("UNLOCK")], [("dump-cut", 8)], id="after the rows"),
        pytest.param(_WHOLE.replace(TAIL, ""), [("dump-cut", 8)], id="no last line"),
        pytest.param(
            _WHOLE.replace(TAIL, "").replace(HEAD, ""), [("dump-end-unknown", None)], id="of another"
        ),
        pytest.param(_WHOLE.replace("`Users`", "`users`"), [("table-missing", None)], id="case"),
        pytest.param(_WHOLE.replace("`Users`", "`Accounts`"), [("table-missing", None)], id="none"),
        pytest.param(_WHOLE.replace(insert(CLEAN), ""), [("table-empty", None)], id="no rows"),
        pytest.param(_WHOLE + create() + insert(CLEAN) + TAIL, [("table-twice", None)], id="twice"),
        pytest.param(_WHOLE.encode("utf-16"), [("dump-utf16", None)], id="UTF-16"),
        pytest.param(_WHOLE.encode("utf-8-sig"), [], id="byte order mark"),
        pytest.param(_WHOLE.replace("\n", "\r\n"), [], id="Windows lines"),
        pytest.param(_WHOLE.replace("'student1',", "UPPER('student1'),"), [("dump-unreadable", 3)], id="a function"),
        pytest.param(_WHOLE.replace("'student1',", "'student1','more',"), [("row-malformed", 3)], id="more values"),
        pytest.param(_WHOLE.replace("VALUES (1,", "SELECT (1,"), [("dump-unreadable", None)], id="no values"),
        pytest.param("", [("dump-end-unknown", None), ("table-missing", None)], id="empty"),
        pytest.param(b"PK\x03\x04" + bytes(range(256)), [("dump-cut", None)], id="no text"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_or_not_a_dump(
    content: str | bytes,
    found: list[tuple[str, int | None]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert check(capsys, "--dump", file_of(tmp_path, content)).found == found


@pytest.mark.parametrize(("at", "code"), [(-40, "dump-cut"), (None, "dump-damaged")])
def test_a_packed_file_that_is_not_whole(
    at: int | None, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = bytearray(gzip.compress(_WHOLE.encode()))[:at]
    if at is None:
        packed[len(packed) // 2] ^= 0xFF
        packed[-8] ^= 0xFF
    answer = check(capsys, "--dump", file_of(tmp_path, bytes(packed)))
    assert code in answer.codes
    assert answer.status == Exit.FOUND


def test_a_dump_in_euc_kr_is_found_and_its_names_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = check(capsys, "--dump", file_of(tmp_path, _WHOLE.encode("cp949")))
    (finding,) = answer.result["findings"]
    assert (finding["code"], finding["row"]) == ("dump-not-utf8", 1)
    assert finding["detail"] == "EUC-KR/CP949, 8"
    assert answer.status == Exit.FOUND


def test_a_dump_that_says_that_it_is_euc_kr_is_converted_by_mysql(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = _WHOLE.replace("SET NAMES utf8mb4", "SET NAMES euckr").encode("cp949")
    answer = check(capsys, "--dump", file_of(tmp_path, declared))
    assert answer.codes == ["dump-euckr"]
    assert answer.status == Exit.WELL


@pytest.mark.parametrize(
    "name", ["id", "userID", "password", "role", "centerID", "subscription_expiry", "name"]
)
def test_a_missing_column_is_found_once_and_not_in_every_row(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = {column: kind for column, kind in COLUMNS.items() if column != name}
    place = list(COLUMNS).index(name)
    people = [[*row[:place], *row[place + 1 :]] for row in CLEAN]
    file = file_of(tmp_path, dump(people, table=create(columns)))
    answer = check(capsys, "--dump", file)
    assert ("column-missing", None) in answer.found
    # Without their names, or with nobody's role, nobody is let in either.
    assert set(answer.codes) <= {"column-missing", "nobody-admitted"}


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("id", "varchar(20) NOT NULL", "column-type"),
        ("id", "int(11) NOT NULL", None),
        ("id", "bigint unsigned NOT NULL", None),
        ("userID", "text", "column-type"),
        ("password", "varchar(50) NOT NULL", "column-type"),
        ("password", "varchar(60) NOT NULL", None),
        ("role", "varchar(255) NOT NULL", "column-type"),
        ("role", "enum('admin','kinder','school','manager','teacher','student') NOT NULL", "enum-value-missing"),
        ("role", "ENUM( 'admin', 'kinder','school','manager','teacher','student','guest' ) NOT NULL", None),
        ("centerID", "float DEFAULT NULL", "column-type"),
        ("subscription_expiry", "datetime DEFAULT NULL", "column-type"),
        ("subscription_status", "enum('active','inactive','expired','paused')", "enum-value-extra"),
        ("phone", "int DEFAULT NULL", None),
    ],
)  # fmt: skip
def test_the_type_of_a_column(
    name: str, kind: str, code: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = file_of(tmp_path, dump(table=create({**COLUMNS, name: kind})))
    assert check(capsys, "--dump", file).codes == ([code] if code else [])


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        (KEYS[1:], ["id-not-unique"]),
        (KEYS[:1], ["userid-not-unique"]),
        ((KEYS[0], "UNIQUE KEY `both` (`userID`,`centerID`)"), ["userid-not-unique"]),
        ((KEYS[0], "UNIQUE KEY `userID` (`userID`(191))"), []),
        ((KEYS[0], "CONSTRAINT `one` UNIQUE (`userID`)"), []),
        ((KEYS[0], "KEY `userID` (`userID`)"), ["userid-not-unique"]),
    ],
)
def test_the_keys(
    keys: tuple[str, ...], codes: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = file_of(tmp_path, dump(table=create(keys=keys)))
    assert check(capsys, "--dump", file).codes == codes


def test_other_ways_of_writing_the_same_read_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = ", ".join(f"`{name}`" for name in COLUMNS)
    one_by_one = "".join(
        insert([row]).replace("` VALUES", f"` ({columns}) VALUES") for row in CLEAN
    )
    keys = "".join(f"ALTER TABLE `Users`\n  ADD {key};\n" for key in KEYS)
    without_keys = create(keys=()) + one_by_one + keys
    phpmyadmin = "-- phpMyAdmin SQL Dump\n" + without_keys
    assert check(capsys, "--dump", file_of(tmp_path, phpmyadmin)).codes == ["dump-end-unknown"]

    with_database = re.sub(r"INSERT INTO `Users`", "REPLACE INTO `codingnplay`.`Users`", _WHOLE)
    assert check(capsys, "--dump", file_of(tmp_path, with_database)).codes == []

    hexadecimal = _WHOLE.replace("'한별'", "0x" + "한별".encode().hex())
    answer = check(capsys, "--dump", file_of(tmp_path, hexadecimal))
    assert answer.codes == []
    assert answer.result == check(capsys, "--dump", file_of(tmp_path, _WHOLE)).result


def test_what_is_not_there_ends_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (
        ["--dump", tmp_path / "none.sql"],
        ["--dump", tmp_path],
        ["--dump", file_of(tmp_path, _WHOLE), "--report", "report.pdf"],
        ["--with-database"],
    ):
        answer = check(capsys, *arguments)
        assert answer.status == Exit.WRONG
        assert answer.error.startswith("eduhub: ")
        assert answer.error.count("\n") == 1


def test_a_report_that_cannot_be_written_ends_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "nowhere" / "report.md"
    answer = check(capsys, "--dump", file_of(tmp_path, _WHOLE), "--report", report)
    assert answer.status == Exit.STOPPED
    assert answer.result["verdict"] == "fit"
