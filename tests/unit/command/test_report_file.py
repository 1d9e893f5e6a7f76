"""Reports in files: what is refused before any work, and what is there when writing fails."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.command.report_file import as_markdown, require_ending, written


@pytest.mark.parametrize("name", ["report.md", "보고서.CSV"])
def test_a_known_ending(name: str) -> None:
    require_ending(Path(name), (".md", ".csv"), "ko")


@pytest.mark.parametrize("name", ["report", "report.md.pdf", ".csv"])
def test_an_unknown_ending_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match=r"\.md, \.html or \.csv") as error:
        require_ending(Path(name), (".md", ".html", ".csv"), "en")
    assert error.value.status == Exit.WRONG
    with pytest.raises(CommandError, match=r"\.md, \.csv 가운데 하나"):
        require_ending(Path(name), (".md", ".csv"), "ko")


def test_csv_is_marked_for_spreadsheets_and_nothing_else_is(tmp_path: Path) -> None:
    for name in ("a.md", "a.csv", "a.CSV"):
        with written(tmp_path / name, "ko") as output:
            output.write("가\r\n")
    assert (tmp_path / "a.md").read_bytes() == "가\r\n".encode()
    assert (tmp_path / "a.csv").read_bytes() == "가\r\n".encode("utf-8-sig")
    assert (tmp_path / "a.CSV").read_bytes() == "가\r\n".encode("utf-8-sig")


def test_what_was_there_stays_until_all_is_written(tmp_path: Path) -> None:
    report = tmp_path / "a.md"
    report.write_text("before")

    def fail() -> None:
        with written(report, "en") as output:
            output.write("half of it")
            output.flush()
            raise OSError(28, "No space left on device")

    with pytest.raises(CommandError, match="No space left on device"):
        fail()
    assert report.read_text() == "before"
    assert [*tmp_path.iterdir()] == [report]


def test_a_name_cannot_break_a_table() -> None:
    hostile = "a|`b`<script>alert(1)</script>\n| ![x](y) *c* # & \\ "
    table = f"| x | y |\n|---|---|\n| {as_markdown(hostile)} | z |\n"
    html = MarkdownIt("commonmark").enable("table").render(table)
    assert html.count("<td>") == 2
    assert "<script>" not in html
    assert "<code>" not in html
