"""The checks of single rows say what the hub itself would."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.command import application
from hub_ext.storage.layout import acceptable_user_id
from hub_ext.users_check.findings import Finding, Severity
from hub_ext.users_check.row import row_of
from hub_ext.users_check.row_checks import password_code, row_findings, user_id_codes
from tests.unit.users_check.checking import check, file_of
from tests.unit.users_check.dumps import CLEAN, HASH, create, dump, person

_NAMES = st.one_of(st.text(), st.text("./\\ \x07가a\u1100\ud800", max_size=40))


@given(_NAMES)
def test_a_name_is_unfit_exactly_if_the_hub_refuses_it(name: str) -> None:
    unfit = {code for code in user_id_codes(name) if Finding(code).severity is Severity.UNFIT}
    assert bool(unfit) != acceptable_user_id(name)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        (HASH, None),
        ("$2a" + HASH[3:], None),
        ("$2b$14" + HASH[6:], None),
        ("$2b$09" + HASH[6:], "password-cost-low"),
        ("$2b$15" + HASH[6:], "password-cost-high"),
        ("$2b$31" + HASH[6:], "password-cost-high"),
        ("$2x" + HASH[3:], "password-not-bcrypt"),
        ("", "password-not-bcrypt"),
        (HASH + "x", "password-not-bcrypt"),
        (HASH[:59], "password-cut"),
        (HASH[:4], "password-cut"),
        ("*0", "password-not-bcrypt"),
    ],
)
def test_what_a_hash_is(password: str, code: str | None) -> None:
    found = password_code(password)
    assert (found and found[0].value) == code


@pytest.mark.parametrize(
    ("status", "expiry", "role", "codes"),
    [
        ("active", "2026-11-29", "student", []),
        ("active", "2026-11-28", "student", ["subscription-ended"]),
        ("expired", None, "student", ["subscription-ended"]),
        ("inactive", None, "student", []),
        ("expired", "2020-01-01", "teacher", []),
        ("active", "2026-02-30", "student", ["date-invalid"]),
        (None, None, "student", []),
    ],
)
def test_subscriptions(status: str | None, expiry: str | None, role: str, codes: list[str]) -> None:
    row = row_of(
        {
            "id": "4", "userID": "student1", "password": HASH, "role": role, "centerID": "11",
            "subscription_status": status, "subscription_expiry": expiry,
        }
    )  # fmt: skip
    roles = frozenset({"student", "teacher"})
    found = row_findings(row, date(2026, 11, 29), lambda _: True, roles)
    assert [finding.code.value for finding in found] == codes


def test_numbers_that_are_there_twice_are_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = file_of(tmp_path, dump([*CLEAN, person(4, "student2")], table=create(keys=())))
    assert check(capsys, "--dump", file).found == [
        ("id-duplicate", 4), ("id-not-unique", None), ("userid-not-unique", None),
    ]  # fmt: skip


_ODD = "=[/red]<b>|`$(x)\x1b[31m\u202e\"'"


@pytest.mark.parametrize("ending", [".md", ".csv"])
def test_a_name_is_only_shown_whatever_is_in_it(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = file_of(tmp_path, dump([*CLEAN, person(9, _ODD)]))
    report = tmp_path / f"report{ending}"
    application.run("ko", ["users", "check", "--dump", str(file), "--report", str(report)])

    screen = re.sub(r"[\s│]", "", capsys.readouterr().out)
    written = report.read_text(encoding="utf-8-sig")
    for text in (screen, written):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "[/red]<b>|`$(x)\\u001b[31m\\u202e" in screen
    if ending == ".csv":
        names = {row["user_id"] for row in csv.DictReader(written.splitlines())}
        assert names == {"'=[/red]<b>|`$(x)\\u001b[31m\\u202e\"''"}
    else:
        assert "\\[/red\\]\\<b\\>\\|\\`$" in written


def test_more_rows_than_a_screen_has_are_all_in_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [person(number, f"late{number}", status="expired") for number in range(10, 40)]
    file, report = file_of(tmp_path, dump([*CLEAN, *people])), tmp_path / "report.md"
    application.run("en", ["users", "check", "--dump", str(file), "--report", str(report)])

    assert "late39" not in capsys.readouterr().out
    assert all(f"'late{number}'" in report.read_text() for number in range(10, 40))
