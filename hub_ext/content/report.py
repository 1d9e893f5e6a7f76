"""The report of a comparison: Markdown and HTML for people, CSV for programs, by the file's ending."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final, Protocol, TextIO

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
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
_ENDING: Final = Message(
    ko="--report {file}: 파일 이름은 .md, .html, .csv 가운데 하나로 끝나야 합니다.",
    en="--report {file}: its name has to end in .md, .html or .csv.",
)
_NOT_WRITTEN: Final = Message(
    ko="보고서 {file}을(를) 쓸 수 없습니다({reason}). 다른 곳을 지정해 다시 실행하세요.",
    en="The report {file} cannot be written ({reason}). Name another place, and run it again.",
)


class _Row(Protocol):
    @property
    def kind(self) -> Kind: ...
    @property
    def key(self) -> str: ...
    @property
    def detail(self) -> str: ...


type _Writer = Callable[[TextIO, Sequence[str], Iterable[_Row], Language], None]


def check_ending(file: Path, language: Language) -> None:
    """Refuse a file whose form nobody knows, before hours of work.

    Raises
    ------
    CommandError
        With status 2.
    """
    if file.suffix.lower() not in _WRITERS:
        raise CommandError(_ENDING.in_language(language, file=file), Exit.WRONG)


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
    try:
        with file.open("w", encoding="utf-8", newline="") as output:
            _WRITERS[file.suffix.lower()](output, lines, rows, language)
    except OSError as error:
        text = _NOT_WRITTEN.in_language(language, file=file, reason=error.strerror)
        raise CommandError(text) from None


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
        output.write(f"| {title} | {_markdown(row.key)} | {_markdown(row.detail)} |\n")


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


def _markdown(text: str) -> str:
    one_line = text.replace("\n", "\\n").replace("\r", "\\r")
    for sign in "\\`*_[]<>|":
        one_line = one_line.replace(sign, f"\\{sign}")
    return one_line


_WRITERS: Final[Mapping[str, _Writer]] = {
    ".csv": _write_csv,
    ".md": _write_markdown,
    ".html": _write_html,
}
