"""The result in a file: Markdown for people, CSV for a spreadsheet, with every row."""

import csv
from pathlib import Path
from typing import Final, TextIO

from hub_ext.command.report_file import as_markdown, written
from hub_ext.language import Language, Message
from hub_ext.users_check import words
from hub_ext.users_check.result import FoundModel, ResultModel
from hub_ext.users_check.words import shown

ENDINGS: Final = (".md", ".csv")


def write_report(result: ResultModel, file: Path, language: Language) -> None:
    """Write the result to `file`, by its ending.

    Raises
    ------
    CommandError
        If the file cannot be written.
    """
    with written(file, language) as output:
        if file.suffix.lower() == ".csv":
            _write_csv(result, output)
        else:
            output.write(_markdown(result, language))


def _write_csv(result: ResultModel, output: TextIO) -> None:
    table = csv.writer(output)
    table.writerow(list(FoundModel.model_fields))
    for found in result.findings:
        values = found.model_dump(mode="json") | {"user_id": shown(found.user_id)}
        table.writerow(["" if value is None else value for value in values.values()])


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
    # A name is text, whatever Markdown or HTML would make of it.
    return "-" if value is None else as_markdown(str(value))
