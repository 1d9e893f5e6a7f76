"""The forms of the report: what is in them, and that no name of a file can break them."""

import csv
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.command.report_file import require_ending
from hub_ext.content_audit import messages
from hub_ext.content_audit.models import Counts, Finding, Kind, Place, Reference, Report, Unread
from hub_ext.content_audit.reports.files import ENDINGS, write_missing, write_report
from hub_ext.content_audit.reports.markdown import as_markdown
from hub_ext.content_audit.reports.page import as_page
from hub_ext.content_audit.reports.table import as_csv
from hub_ext.content_audit.reports.words import where
from hub_ext.language import Language

HOSTILE = "a|`b`<script>alert(1)</script>\n| ![x](y) *c* \\ "
COUNTS = Counts(objects=1, documents=2, references=3, keys=4, foreign=5, not_files=6)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


def _report(*findings: Finding, unread: tuple[Unread, ...] = ()) -> Report:
    return Report(bucket="b", cdn="", counts=COUNTS, findings=[*findings], unread=[*unread])


def _finding(kind: Kind, key: str) -> Finding:
    reference = Reference(place=Place(source=key, line=1), text=key)
    return Finding(kind=kind, key=key, likely=[key], cdn=key, references=[reference])


def test_every_kind_has_words() -> None:
    assert set(messages.KINDS) == set(Kind)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_hostile_name_stays_a_name(language: Language) -> None:
    report = _report(
        _finding(Kind.MISSING, HOSTILE), unread=(Unread(source=HOSTILE, reason=HOSTILE),)
    )
    page = _Tags()
    page.feed(as_page(report, language))
    assert "script" not in page.tags
    html = MarkdownIt("commonmark").enable("table").render(as_markdown(report, language))
    assert "<script>" not in html
    assert "<img" not in html
    assert html.count("<tr>") == 2
    assert html.count("<td>") == 4
    rows = list(csv.DictReader(StringIO(as_csv(report), newline="")))
    assert [row["key"] for row in rows] == [HOSTILE, ""]
    assert rows[1]["source"] == HOSTILE


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(source="a.md", line=3), "a.md, line 3"),
        (Place(source="a.ipynb", cell=2, line=3), "a.ipynb, cell 2, line 3"),
        (Place(source="a.csv", row=2, column="c"), "a.csv, row 2, column c"),
        (Place(source="SQL", row=2, row_id="7", column="c"), "SQL, row 2, id 7, column c"),
    ],
)
def test_where_something_stands(place: Place, words: str) -> None:
    assert where(place, "en") == words


def test_nothing_found_is_said() -> None:
    assert "can be had" in as_markdown(_report(), "en")
    assert "can be had" not in as_markdown(_report(_finding(Kind.UNKNOWN, "a")), "en")


def test_the_missing_are_those_that_the_bucket_has_not(tmp_path: Path) -> None:
    report = _report(
        _finding(Kind.MISSING, "a.png"),
        _finding(Kind.MISSING, "two\nlines.png"),
        _finding(Kind.MISSING, "folder/"),
        _finding(Kind.OTHER_CASE, "b.png"),
        _finding(Kind.FORBIDDEN, "c.png"),
        _finding(Kind.UNKNOWN, "d.png"),
    )
    write_missing(tmp_path / "missing", report, "en")
    assert (tmp_path / "missing").read_text() == "a.png\nb.png\n"


def test_a_report_of_another_form_is_refused() -> None:
    with pytest.raises(CommandError, match=r"\.md, \.html or \.csv") as error:
        require_ending(Path("report.pdf"), ENDINGS, "en")
    assert error.value.status == Exit.WRONG


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        write_report(tmp_path / "none" / "report.md", _report(), "en")
