"""Cells, lists, CSV files, and which statements are questions."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.content_audit.models import Place
from hub_ext.content_audit.sources.cells import in_cell
from hub_ext.content_audit.sources.files import in_csv, in_list
from hub_ext.content_audit.sources.found import SourceError
from hub_ext.content_audit.sources.query import is_question

PLACE = Place(source="x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Data/a b.png", ["Data/a b.png"]),
        ("/a.png", ["/a.png"]),
        ("Data/a.png?v=1", ["Data/a.png?v=1"]),
        ("https://example.org/a.png", ["https://example.org/a.png"]),
        ("see https://example.org/a.png, or (http://b.org/c).", ["https://example.org/a.png", "http://b.org/c"]),
        ('{"a": ["Data/a.png", {"b": "Data/b.png"}], "n": 3}', ["Data/a.png", "Data/b.png"]),
        ('<img src="a.png"> text', ["a.png"]),
        ("![](a.png)", ["a.png"]),
        ("<b>http://a.org/a.png</b>", ["http://a.org/a.png"]),
        ("<a href='http://a.org/a?x=1&amp;y=2'>x</a>", ["http://a.org/a?x=1&y=2"]),
        ("a.png", []),
        ("and/or", []),
        ("2026/01/02", []),
        ("1/2.5", []),
        ("image/vnd.adobe.photoshop", []),
        ("kim@example.org", []),
        ("x < y > z", []),
        ("[" * 100_000, []),
        ("", []),
    ],
)  # fmt: skip
def test_what_a_cell_refers_to(text: str, expected: list[str]) -> None:
    assert [mention.text for mention in in_cell(text, PLACE)] == expected


@given(st.text())
def test_no_cell_breaks_it(text: str) -> None:
    list(in_cell(text, PLACE))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_files_may_be_in_any_encoding_that_korean_programs_write(
    encoding: str, tmp_path: Path
) -> None:
    (tmp_path / "list").write_text("가.png\r\n\r\nb.png", encoding=encoding, newline="")
    (tmp_path / "csv").write_text("이름,그림\n1,가.png\n2\n", encoding=encoding)
    found = [(one.text, one.place.line) for one in in_list(tmp_path / "list")]
    assert found == [("가.png", 1), ("b.png", 3)]
    cells = [(one.text, one.place.row) for one in in_csv(tmp_path / "csv", ["그림"])]
    assert cells == [("가.png", 2)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a,b\n1,2", "no column image"),
        (b"", "no column image"),
        (b"image\n\xff\xff", "neither"),
    ],
)
def test_a_csv_file_that_cannot_be_used_says_why(
    content: bytes, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "csv").write_bytes(content)
    with pytest.raises(SourceError, match=reason):
        list(in_csv(tmp_path / "csv", ["image"]))


def test_a_list_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        list(in_list(tmp_path / "list"))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT image FROM Lessons",
        " select 1;",
        "(SELECT 1) UNION (SELECT 2)",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "SELECT 'INSERT INTO x; y', `into`, \"a''b\" FROM t -- INTO\n",
        "/* why */ SELECT 1 # INTO",
    ],
)
def test_a_question_may_be_asked(sql: str) -> None:
    assert is_question(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "DELETE FROM Users",
        "UPDATE Users SET role = 'admin'",
        "SELECT 1; DROP TABLE Users",
        "SELECT * FROM Users INTO OUTFILE '/tmp/x'",
        "SELECT 1 INTO @x",
        "SELECT 5--1 INTO OUTFILE '/tmp/x'",
        "SELECT @x := 1",
        "SELECT * FROM Users FOR UPDATE",
        "SELECT * FROM Users LOCK IN SHARE MODE",
        "SELECT 1 /*! INTO OUTFILE '/tmp/x' */",
        "SELECT 1 /*M! INTO OUTFILE '/tmp/x' */",
        "EXPLAIN SELECT 1",
        "SET GLOBAL x = 1",
        "CALL x()",
        "-- SELECT\nDELETE FROM Users",
    ],
)
def test_anything_else_is_refused(sql: str) -> None:
    assert not is_question(sql)
