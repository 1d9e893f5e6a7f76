"""What looks in containers make of what they are told."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.doctor.findings import Finding
from hub_ext.doctor.inside import settings as settings_look
from hub_ext.doctor.inside.answer import Answer
from hub_ext.doctor.inside.bucket import clock, failure
from hub_ext.doctor.inside.database import rights_of
from hub_ext.prepare import prepare
from hub_ext.storage.errors import ErrorCode, StorageError

FIELDS = {"bucket": "b", "endpoint": "http://store"}


@pytest.mark.parametrize(
    ("grants", "rights"),
    [
        (["GRANT USAGE ON *.* TO `hub`@`%` IDENTIFIED BY PASSWORD '*A1B2'"], []),
        (["GRANT SELECT ON `codingnplay`.* TO `hub`@`%`"], []),
        (["GRANT SELECT (`id`, `userID`), INSERT (`name`) ON `c`.`Users` TO `hub`@`%`"], ["INSERT"]),
        (["GRANT ALL PRIVILEGES ON *.* TO `hub`@`%` WITH GRANT OPTION"], ["ALL PRIVILEGES", "GRANT OPTION"]),
        (["GRANT SELECT, INSERT, CREATE TEMPORARY TABLES ON `c`.* TO `hub`@`%`"], ["CREATE TEMPORARY TABLES", "INSERT"]),
        (["GRANT `reader`@`%` TO `hub`@`%`", "GRANT PROXY ON ''@'' TO 'root'@'%'"], []),
    ],
)  # fmt: skip
def test_what_an_account_may_do_besides_reading(grants: list[str], rights: list[str]) -> None:
    assert rights_of(grants) == rights


@given(st.text(), st.text(min_size=1))
def test_nothing_of_a_grant_is_told_but_names_of_rights(before: str, secret: str) -> None:
    line = f"GRANT SELECT ON *.* TO `{before}`@`%` IDENTIFIED BY PASSWORD '{secret}'"
    assert not rights_of([line.replace("\n", " ")])


@pytest.mark.parametrize(
    ("right", "code", "text", "told"),
    [
        ("list", ErrorCode.OBJECT_STORE_REFUSED, "api error InvalidAccessKeyId", "bucket-keys"),
        ("put", ErrorCode.OBJECT_STORE_REFUSED, "api error SignatureDoesNotMatch", "bucket-keys"),
        ("list", ErrorCode.OBJECT_STORE_REFUSED, "api error AccessDenied", "bucket-list"),
        ("delete", ErrorCode.OBJECT_STORE_REFUSED, "StatusCode: 403", "bucket-delete"),
        ("get", ErrorCode.OBJECT_STORE_UNREACHABLE, "EOF", "bucket-unreachable"),
        ("list", ErrorCode.BUCKET_MISSING, "", "bucket-missing"),
        ("list", ErrorCode.OBJECT_STORE_BUSY, "", "bucket-busy"),
        ("put", ErrorCode.INTERNAL, "", "bucket-other"),
        ("get", ErrorCode.INTERNAL, "", "bucket-get"),
        ("list", ErrorCode.CLOCK_WRONG, "", "clock-wrong"),
    ],
)
def test_what_a_step_that_fails_means(right: str, code: ErrorCode, text: str, told: str) -> None:
    found = failure(right, StorageError(code, text), FIELDS)
    assert found.code == told
    assert found.check == ("clock" if told == "clock-wrong" else "bucket")


@given(st.integers(-100_000, 100_000))
def test_two_clocks_are_compared_whichever_is_ahead(seconds: int) -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    told = (now + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    [found] = clock(told, now)
    assert found.fields["seconds"] == abs(seconds)
    assert found.code == ("clock-ok" if abs(seconds) <= 60 else "clock-off")


@given(st.text())
def test_a_date_that_is_none_says_nothing_of_the_clock(told: str) -> None:
    assert len(clock(told, datetime.now(UTC))) <= 1


def test_an_answer_is_read_as_it_was_written() -> None:
    found = [Finding("database", "database-ok", {"rows": 3}), Finding("cdn", "cdn-none")]
    told = json.loads(Answer(found, {"HUB_MODE": "dev"}).text())
    assert [Finding.read(one) for one in told["findings"]] == found
    assert told["facts"] == {"HUB_MODE": "dev"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in list(os.environ):
        if name.startswith("HUB_"):
            monkeypatch.delenv(name)
    (tmp_path / ".env").write_text("HUB_MODE=dev\n")
    prepare(tmp_path, {}, "dev")
    yield tmp_path


def codes(project: Path) -> list[str]:
    return [found.code for found in settings_look.answer([str(project), "dev"]).findings]


def change(project: Path, text: str) -> None:
    (project / ".env").write_text(text)


def test_settings_that_are_right_and_in_force(project: Path) -> None:
    answer = settings_look.answer([str(project), "dev"])
    assert [found.code for found in answer.findings] == ["settings-ok"]
    assert answer.facts["HUB_MODE"] == "dev"
    assert answer.facts["HUB_PORT"] == "8000"
    assert not [name for name in answer.facts if "TOKEN" in name or "KEY" in name]


@pytest.mark.parametrize("setting", ["HUB_PUBLIC_URL", "HUB_SUBDOMAIN_HOST"])
def test_the_address_of_either_setting_has_a_certificate(project: Path, setting: str) -> None:
    change(project, f"HUB_MODE=dev\n{setting}=https://hub.example.org\n")
    facts = settings_look.answer([str(project), "dev"]).facts
    assert facts["PUBLIC_ADDRESS"] == "https://hub.example.org"


def test_every_problem_is_named(project: Path) -> None:
    change(project, "HUB_MODE=dev\nHUB_LANGAUGE=ko\nHUB_PORT=many\n")
    found = settings_look.answer([str(project), "dev"]).findings
    assert [one.code for one in found] == ["settings-wrong"] * 2
    assert [str(one.fields["problem"]).partition(":")[0] for one in found] == [
        "HUB_LANGAUGE", "HUB_PORT",
    ]  # fmt: skip


def test_what_is_not_in_force_yet_is_named_without_its_value(project: Path) -> None:
    change(project, "HUB_MODE=dev\nHUB_PORT=9000\nDB_PASSWORD=a-new-secret\n")
    [found] = settings_look.answer([str(project), "dev"]).findings
    assert (found.code, found.fields) == ("settings-changed", {"names": "DB_PASSWORD, HUB_PORT"})


def test_nothing_is_changed_before_the_first_start(tmp_path: Path) -> None:
    change(tmp_path, "HUB_MODE=dev\n")
    assert codes(tmp_path) == ["settings-ok"]
    assert [file.name for file in tmp_path.iterdir()] == [".env"]


def test_a_file_of_secrets_that_everybody_reads_is_named_in_production(project: Path) -> None:
    change(
        project,
        "HUB_MODE=production\nDB_HOST=db\nDB_USER=hub\nDB_PASSWORD=hunter2\nDB_NAME=c\n"
        "S3_ENDPOINT_URL=https://kr.object.ncloudstorage.com\nAWS_ACCESS_KEY_ID=abcd\n"
        "AWS_SECRET_ACCESS_KEY=efgh\nBUCKET_NAME=bucket\n",
    )
    (project / ".env").chmod(0o644)
    assert "settings-readable" in codes(project)
    (project / ".env").chmod(0o600)
    assert "settings-readable" not in codes(project)
