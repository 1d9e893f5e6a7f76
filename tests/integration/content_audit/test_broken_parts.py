"""Broken parts: unknown is never taken for missing, and the rest goes on."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from hub_ext.command.exits import Exit
from tests.integration.content_audit.conftest import Audit
from tests.integration.content_audit.pretended_cdn import Misbehaviour, PretendedCdn
from tests.integration.storage.objectstore import ObjectStore, free_port


@pytest.fixture
def lessons(store: ObjectStore, tmp_path: Path) -> Path:
    """A list of two lessons that are there, and one that is not."""
    store.put("Lessons/one.md", "# 1")
    store.put("Lessons/two.md", "# 2")
    file = tmp_path / "list.txt"
    file.write_text("Lessons/one.md\nLessons/two.md\nLessons/gone.md\n")
    return file


def test_a_cdn_that_is_down_leaves_all_unknown_but_what_the_bucket_has_not(
    lessons: Path, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S3_ASSET_URL", f"http://127.0.0.1:{free_port()}")
    ran = audit(f"--list={lessons}")
    assert ran.found == {
        ("unknown", "Lessons/one.md"),
        ("unknown", "Lessons/two.md"),
        ("missing", "Lessons/gone.md"),
    }
    assert ran.finding("Lessons/one.md").cdn == "ConnectError"
    assert ran.status == Exit.FOUND


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_cdn_that_is_busy_is_asked_again_and_then_unknown(
    status: int, store: ObjectStore, cdn: PretendedCdn, audit: Audit, tmp_path: Path
) -> None:
    store.put("Lessons/one.md", "# 1")
    (tmp_path / "list").write_text("Lessons/one.md")
    cdn.status = status
    ran = audit(f"--list={tmp_path / 'list'}")
    assert ran.found == {("unknown", "Lessons/one.md")}
    assert cdn.asked.count(("GET", "Lessons/one.md")) == 3
    # Nothing is known to be wrong, nor to be well.
    assert ran.status == Exit.STOPPED
    cdn.status = None
    assert audit(f"--list={tmp_path / 'list'}").status == Exit.WELL


def test_a_cdn_that_is_down_is_not_asked_for_ever(
    store: ObjectStore, cdn: PretendedCdn, audit: Audit, tmp_path: Path
) -> None:
    keys = [f"Lessons/{number:03}.md" for number in range(60)]
    for key in keys:
        store.put(key, "# 1")
    (tmp_path / "list").write_text("\n".join(keys))
    cdn.status = 503
    ran = audit(f"--list={tmp_path / 'list'}")
    assert ran.found == {("unknown", key) for key in keys}
    assert len({key for _, key in cdn.asked}) < 40


def test_without_a_cdn_only_the_bucket_is_asked(
    lessons: Path, cdn: PretendedCdn, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S3_ASSET_URL", "")
    ran = audit(f"--list={lessons}")
    assert ran.found == {("missing", "Lessons/gone.md")}
    assert not ran.report.cdn
    assert not cdn.asked


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        ({"off": True}, "object-store-unreachable"),
        ({"status": 403}, "object-store-refused"),
        ({"clock": 3600}, "clock-wrong"),
        ({"cut": True}, "object-store-unreachable"),
    ],
)
def test_a_bucket_that_cannot_be_asked_is_never_empty(
    faults: dict[str, Any],
    reason: str,
    lessons: Path,
    store: ObjectStore,
    cdn: PretendedCdn,
    audit: Audit,
    tmp_path: Path,
) -> None:
    store.faults(**faults)
    report, missing = tmp_path / "report.md", tmp_path / "missing"
    ran = audit(f"--list={lessons}", f"--report={report}", f"--missing={missing}")
    assert ran.status == Exit.STOPPED
    assert reason in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not ran.out
    assert not report.exists()
    assert not missing.exists()
    assert not cdn.asked
    store.faults()
    assert audit(f"--list={lessons}").status == Exit.FOUND


def test_a_bucket_that_there_is_not_is_said(
    lessons: Path, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUCKET_NAME", "no-such-bucket")
    ran = audit(f"--list={lessons}")
    assert ran.status == Exit.STOPPED
    assert "bucket-missing" in ran.err
    assert "BUCKET_NAME" in ran.err


def test_a_list_may_come_in_any_order(lessons: Path, store: ObjectStore, audit: Audit) -> None:
    store.faults(unsorted=True)
    assert audit(f"--list={lessons}").found == {("missing", "Lessons/gone.md")}


def test_documents_that_cannot_be_read_are_told_and_the_rest_goes_on(
    store: ObjectStore, audit: Audit
) -> None:
    store.put("Lessons/cut.ipynb", '{"cells": [')
    store.put("Lessons/one.md", "![](gone.png)")
    store.platform.put_object(
        Bucket="educodingnplaycontents", Key="Lessons/odd.md", Body=b"\xff\xff![](x.png)"
    )
    ran = audit("--documents=Lessons/")
    assert {unread.source for unread in ran.report.unread} == {
        "Lessons/cut.ipynb",
        "Lessons/odd.md",
    }
    assert ran.found == {("missing", "Lessons/gone.png")}


def test_a_source_that_cannot_be_read_is_told_and_the_rest_goes_on(
    lessons: Path, audit: Audit, tmp_path: Path
) -> None:
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    table = [f"--csv={tmp_path / 'table.csv'}", "--column=image"]
    # There is no such database.
    ran = audit(f"--list={lessons}", *table, "--sql=SELECT * FROM Lessons")
    assert [unread.source for unread in ran.report.unread] == [str(tmp_path / "table.csv"), "SQL"]
    assert ran.found == {("missing", "Lessons/gone.md")}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "nothing to look at"),
        (["--csv=/etc/hostname"], "--csv needs --column"),
        (["--documents=x", "--column=image"], "--column needs --csv"),
        (["--sql=DELETE FROM Users"], "only reads"),
        (["--documents=x", "--report=x.pdf"], ".md, .html or .csv"),
        (["--list=/no/such/file"], "/no/such/file"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_asked(
    arguments: list[str], words: str, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    ran = audit(*arguments)
    assert ran.status == Exit.WRONG
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_signature_is_in_no_report(audit: Audit, store: ObjectStore, tmp_path: Path) -> None:
    url = f"{store.endpoint}/educodingnplaycontents/Lessons/gone.png?X-Amz-Signature=s3cr3t&x=1"
    (tmp_path / "list").write_text(url)
    ran = audit(f"--list={tmp_path / 'list'}")
    assert ran.found == {("missing", "Lessons/gone.png")}
    assert "s3cr3t" not in ran.out + ran.err


def test_a_question_cannot_write_even_if_it_looks_like_one(audit: Audit, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "platform.sqlite") as database:
        database.execute("CREATE TABLE Lessons (image TEXT)")
        database.execute("INSERT INTO Lessons VALUES ('Lessons/a.png')")
    ran = audit("--sql=WITH x AS (SELECT 1) DELETE FROM Lessons")
    assert [unread.source for unread in ran.report.unread] == ["SQL"]
    assert "readonly" in ran.report.unread[0].reason
    assert ran.status == Exit.STOPPED
    assert database.execute("SELECT count(*) FROM Lessons").fetchone() == (1,)
    database.close()


def test_an_error_page_for_a_page_is_known_by_its_length(
    audit: Audit, store: ObjectStore, cdn: PretendedCdn, tmp_path: Path
) -> None:
    store.put("Lessons/one.html", "<html><body>a lesson</body></html>")
    store.put("Lessons/two.html", "<html><body>a lesson</body></html>")
    cdn.wrong["Lessons/one.html"] = Misbehaviour(body=b"<html>not found</html>", chunked=True)
    (tmp_path / "list").write_text("Lessons/one.html\nLessons/two.html")
    assert audit(f"--list={tmp_path / 'list'}").found == {("error-page", "Lessons/one.html")}
