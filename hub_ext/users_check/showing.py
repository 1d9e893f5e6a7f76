"""The result for a person at a terminal."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from rich.table import Table
from rich.text import Text

from hub_ext.command.output import Output
from hub_ext.language import Language, Message
from hub_ext.users_check import words
from hub_ext.users_check.result import FoundModel, ResultModel, SourceModel
from hub_ext.users_check.words import shown

#: Rows of one code on the screen; a report has all of them.
_NAMED: Final = 10


def show(result: ResultModel, output: Output) -> None:
    """Show who may log in, what was found and the verdict."""
    for source in result.sources:
        output.show(_people(source, output.language))
    if result.findings:
        output.show(_findings(result.findings, output.language))
    verdict = words.FIT if result.verdict == "fit" else words.UNFIT
    output.show(verdict.in_language(output.language))


def _people(source: SourceModel, language: Language) -> Table:
    name = words.SOURCES[source.source].in_language(language)
    table = Table(title=words.PEOPLE.in_language(language, source=name))
    _headings(table, language, words.ROLE, words.CENTRE, words.ROWS, words.MAY, words.PASSWORD)
    for count in source.counts:
        centre = "-" if count.centre is None else str(count.centre)
        numbers = (count.rows, count.may_log_in, count.with_password)
        table.add_row(Text(count.role), centre, *map(str, numbers))
    table.add_section()
    able = sum(count.with_password for count in source.counts)
    numbers = (source.rows, source.may_log_in, able)
    table.add_row(words.ALL.in_language(language), "", *map(str, numbers))
    return table


def _findings(findings: list[FoundModel], language: Language) -> Table:
    table = Table(title=words.FINDINGS.in_language(language), show_lines=True)
    _headings(table, language, words.SEVERITY, words.CODE, words.WHAT, words.TO_DO)
    for alike in _alike(findings):
        first = alike[0]
        rows = ", ".join(map(_row, alike[:_NAMED])) + (", …" if len(alike) > _NAMED else "")
        place = words.SOURCES[first.source].in_language(language)
        table.add_row(
            words.SEVERITIES[first.severity].in_language(language),
            Text(f"{first.code}\n{place}: {len(alike)}", no_wrap=True),
            Text(f"{first.what}\n{rows}".strip()),
            Text(first.to_do),
        )
    return table


def _alike(findings: list[FoundModel]) -> Iterator[list[FoundModel]]:
    """Put together the rows of which the same is said."""
    order = list(words.SEVERITIES)

    def said(found: FoundModel) -> tuple[int, str, str, str]:
        return order.index(found.severity), found.source, found.code, found.what

    for _, group in groupby(sorted(findings, key=said), said):
        yield list(group)


def _row(found: FoundModel) -> str:
    number = "" if found.row is None else str(found.row)
    other = f" = {found.detail}" if found.code in {"userid-duplicate", "userid-folds"} else ""
    return f"{number} {shown(found.user_id)}{other}".strip()


def _headings(table: Table, language: Language, *headings: Message) -> None:
    for heading in headings:
        table.add_column(heading.in_language(language), overflow="fold")
