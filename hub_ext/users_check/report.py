"""The result in a file: Markdown for people, CSV for a spreadsheet, with every row."""

import csv
import io
from pathlib import Path
from typing import Final

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.language import Language, Message
from hub_ext.users_check import words
from hub_ext.users_check.result import FoundModel, ResultModel
from hub_ext.users_check.words import shown

ENDINGS: Final = (".md", ".csv")

_ENDING: Final = Message(
    ko="보고서 이름은 .md 또는 .csv로 끝나야 합니다: {file}",
    en="A report's name ends in .md or .csv: {file}",
)
_UNWRITTEN: Final = Message(
    ko="보고서를 쓸 수 없습니다 ({reason}): {file}. 확인 결과는 위에 있습니다. 다른 곳에 다시 쓰세요.",
    en="The report could not be written ({reason}): {file}. The result is above; write it somewhere else.",
)


def require_report_name(file: Path, language: Language) -> None:
    """Refuse a report of another kind before any work is done.

    Raises
    ------
    CommandError
        If the name ends in neither ``.md`` nor ``.csv``.
    """
    if file.suffix not in ENDINGS:
        raise CommandError(_ENDING.in_language(language, file=file), Exit.WRONG)


def write_report(result: ResultModel, file: Path, language: Language) -> None:
    """Write the result to `file`, by its ending.

    Raises
    ------
    CommandError
        If the file cannot be written.
    """
    try:
        if file.suffix == ".csv":
            # With its mark Excel reads Korean as what it is.
            file.write_text(_csv(result), encoding="utf-8-sig", newline="")
        else:
            file.write_text(_markdown(result, language), encoding="utf-8")
    except OSError as error:
        text = _UNWRITTEN.in_language(language, reason=error.strerror, file=file)
        raise CommandError(text) from None


def _csv(result: ResultModel) -> str:
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(list(FoundModel.model_fields))
    for found in result.findings:
        values = found.model_dump(mode="json") | {"user_id": shown(found.user_id)}
        table.writerow(["" if value is None else value for value in values.values()])
    return written.getvalue()


def _markdown(result: ResultModel, language: Language) -> str:
    verdict = words.FIT if result.verdict == "fit" else words.UNFIT
    lines = [f"# eduhub users check\n\n{verdict.in_language(language)}\n"]
    for source in result.sources:
        name = words.SOURCES[source.source].in_language(language)
        lines.append(f"## {words.PEOPLE.in_language(language, source=name)}\n")
        headings = (words.ROLE, words.CENTRE, words.ROWS, words.MAY, words.PASSWORD)
        lines += _heading(language, *headings)
        lines += [
            _line(count.role, count.centre, count.rows, count.may_log_in, count.with_password)
            for count in source.counts
        ]
        lines.append("")
    lines.append(f"## {words.FINDINGS.in_language(language)}\n")
    lines += _heading(
        language, words.SOURCE, words.SEVERITY, words.CODE, words.ROW, words.USER_ID,
        words.WHAT, words.TO_DO,
    )  # fmt: skip
    lines += [_found(found, language) for found in result.findings]
    return "\n".join(lines) + "\n"


def _found(found: FoundModel, language: Language) -> str:
    return _line(
        words.SOURCES[found.source].in_language(language),
        words.SEVERITIES[found.severity].in_language(language),
        found.code,
        found.row,
        shown(found.user_id),
        found.what,
        found.to_do,
    )


def _heading(language: Language, *headings: Message) -> list[str]:
    return [
        _line(*(heading.in_language(language) for heading in headings)),
        "|" + " --- |" * len(headings),
    ]


def _line(*values: object) -> str:
    return "| " + " | ".join(map(_cell, values)) + " |"


def _cell(value: object) -> str:
    text = "-" if value is None else str(value)
    # A name is text, whatever Markdown or HTML would make of it.
    for mark in "\\`*_[]<>&|":
        text = text.replace(mark, f"\\{mark}")
    return text
