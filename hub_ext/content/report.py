"""The report of a comparison: Markdown and HTML for people, CSV for programs, by the file's ending."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final, Protocol, TextIO

from hub_ext.command.report_file import as_markdown, written
from hub_ext.content.comparing import Kind
from hub_ext.language import Language, Message

TITLES: Final[Mapping[Kind, Message]] = {
    Kind.MISSING: Message(ko="대상에 없음", en="missing in the target"),
    Kind.DIFFERENT: Message(ko="내용이 다름", en="other content"),
    Kind.HEADERS: Message(
        ko="콘텐츠 형식·캐시·메타데이터가 다름", en="other type, cache control or metadata"
    ),
    Kind.UNKNOWN: Message(ko="확인하지 못함", en="not known"),
    Kind.EXTRA: Message(ko="대상에만 있음", en="in the target only"),
}
_TITLE: Final = Message(ko="콘텐츠 비교 보고서", en="Comparison of the content")
_COLUMNS: Final = (
    Message(ko="결과", en="finding"),
    Message(ko="키", en="key"),
    Message(ko="설명", en="detail"),
)


class _Row(Protocol):
    @property
    def kind(self) -> Kind: ...
    @property
    def key(self) -> str: ...
    @property
    def detail(self) -> str: ...


type _Writer = Callable[[TextIO, Sequence[str], Iterable[_Row], Language], None]


def write_report(
    file: Path, lines: Sequence[str], rows: Iterable[_Row], language: Language
) -> None:
    """Write a report, row by row.

    Parameters
    ----------
    lines
        What is said before the rows.

    Raises
    ------
    CommandError
        If the file cannot be written.
    """
    with written(file, language) as output:
        _WRITERS[file.suffix.lower()](output, lines, rows, language)


def _write_csv(output: TextIO, _: Sequence[str], rows: Iterable[_Row], __: Language) -> None:
    writer = csv.writer(output, lineterminator="\n")
    # For programs: the same words in every language.
    writer.writerow(("finding", "key", "detail"))
    writer.writerows((row.kind, row.key, row.detail) for row in rows)


def _write_markdown(
    output: TextIO, lines: Sequence[str], rows: Iterable[_Row], language: Language
) -> None:
    output.write(f"# {_TITLE.in_language(language)}\n\n{lines[0]}\n\n")
    output.writelines(f"- {line}\n" for line in lines[1:])
    names = [column.in_language(language) for column in _COLUMNS]
    output.write(f"\n| {' | '.join(names)} |\n|---|---|---|\n")
    for row in rows:
        title = TITLES[row.kind].in_language(language)
        output.write(f"| {title} | {as_markdown(row.key)} | {as_markdown(row.detail)} |\n")


def _write_html(
    output: TextIO, lines: Sequence[str], rows: Iterable[_Row], language: Language
) -> None:
    title = _TITLE.in_language(language)
    output.write(
        f'<!doctype html>\n<html lang="{language}"><meta charset="utf-8"><title>{title}</title>\n'
        f"<h1>{title}</h1>\n<p>{escape(lines[0])}</p>\n<ul>\n"
    )
    output.writelines(f"<li>{escape(line)}</li>\n" for line in lines[1:])
    names = "".join(f'<th scope="col">{column.in_language(language)}</th>' for column in _COLUMNS)
    output.write(f"</ul>\n<table>\n<thead><tr>{names}</tr></thead>\n<tbody>\n")
    for row in rows:
        cells = (TITLES[row.kind].in_language(language), row.key, row.detail)
        output.write(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>\n")
    output.write("</tbody>\n</table>\n</html>\n")


_WRITERS: Final[Mapping[str, _Writer]] = {
    ".csv": _write_csv,
    ".md": _write_markdown,
    ".html": _write_html,
}
#: Of the names that a report may have.
ENDINGS: Final = tuple(_WRITERS)
