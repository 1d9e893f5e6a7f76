"""All of 25 planted faults are found, and nothing else."""

import csv
from pathlib import Path

import pytest

from hub_ext.command.exits import Exit
from tests.integration.content_audit.conftest import Audit, Ran
from tests.integration.content_audit.planted import FAULTS, plant
from tests.integration.content_audit.pretended_cdn import PretendedCdn
from tests.integration.storage.objectstore import ObjectStore


@pytest.fixture
def ran(store: ObjectStore, cdn: PretendedCdn, audit: Audit, tmp_path: Path) -> Ran:
    files = [f"--report={tmp_path / f'report.{ending}'}" for ending in ("md", "html", "csv")]
    return audit(*plant(store, cdn, tmp_path), *files, f"--missing={tmp_path / 'missing.txt'}")


def test_all_planted_faults_are_found_and_nothing_else(ran: Ran, tmp_path: Path) -> None:
    assert len(FAULTS) == 25
    assert ran.found == {(kind, key) for kind, key, _, _ in FAULTS}
    for _, key, source, likely in FAULTS:
        finding = ran.finding(key)
        sources = {reference.place.source for reference in finding.references}
        assert sources == {source.replace("list.txt", str(tmp_path / "list.txt"))} or (
            source == "table.csv" and sources == {str(tmp_path / "table.csv")}
        ), key
        assert finding.likely == ([likely] if likely else []), key
    assert ran.status == Exit.FOUND
    assert not ran.report.unread


def test_the_report_says_where_each_reference_stands(ran: Ran, tmp_path: Path) -> None:
    def places(key: str) -> list[dict[str, object]]:
        return [one.place.model_dump(exclude_none=True) for one in ran.finding(key).references]

    assert places("Lessons/img/cell.png") == [
        {"source": "Lessons/three.ipynb", "cell": 2, "line": 3}
    ]
    assert places("Lessons/img/in-style.png") == [{"source": "Lessons/two.html", "line": 4}]
    assert places("Lessons/img/inline-html.png") == [{"source": "Lessons/one.md", "line": 4}]
    assert places("Lessons/in-sql.png") == [
        {"source": "SQL", "row": 1, "row_id": "7", "column": "content", "line": 1}
    ]
    assert places("Lessons/in-csv.png") == [
        {"source": str(tmp_path / "table.csv"), "row": 3, "column": "image"}
    ]
    assert places("old/from-aws.png") == [{"source": str(tmp_path / "list.txt"), "line": 3}]


def test_what_is_not_ours_is_counted_and_left_out(ran: Ran) -> None:
    counts = ran.report.counts
    assert counts.documents == 5
    # One image of another host, one object of another bucket.
    assert counts.foreign == 2
    assert counts.not_files == 5


def test_the_missing_keys_can_feed_a_copy(ran: Ran, tmp_path: Path) -> None:
    absent = ("missing", "other-case", "other-unicode-form", "other-spelling", "other-folder")
    wanted = sorted(key for kind, key, _, _ in FAULTS if kind in absent)
    assert sorted((tmp_path / "missing.txt").read_text().splitlines()) == wanted


def test_each_form_of_the_report_names_every_key(ran: Ran, tmp_path: Path) -> None:
    for ending in ("md", "html", "csv"):
        text = (tmp_path / f"report.{ending}").read_text()
        assert [key for _, key, _, _ in FAULTS if key not in text] == [], ending
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["finding"], row["key"]) for row in rows} == ran.found


def test_a_key_is_asked_of_the_cdn_once_and_never_many_at_a_time(
    ran: Ran, cdn: PretendedCdn
) -> None:
    assert len(cdn.asked) == len(set(cdn.asked))
    assert cdn.most_at_once <= 8


def test_a_person_reads_it_on_the_screen(
    store: ObjectStore, cdn: PretendedCdn, audit: Audit, tmp_path: Path
) -> None:
    ran = audit(*plant(store, cdn, tmp_path), as_json=False)
    assert "Lessons/img/logo.png → Lessons/img/Logo.PNG (Lessons/one.md, line 9)" in ran.out
    assert "There in another case" in ran.out
