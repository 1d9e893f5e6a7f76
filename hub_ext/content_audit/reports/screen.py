"""The report on the operator's screen: the whole of it in numbers, and the first of each kind."""

from typing import Final

from rich.table import Table
from rich.text import Text

from hub_ext.command.output import Output
from hub_ext.content_audit import messages
from hub_ext.content_audit.models import Finding, Report
from hub_ext.content_audit.reports.words import by_kind, introduction, where
from hub_ext.language import Language

_MOST_SHOWN: Final = 20


def show(report: Report, output: Output) -> None:
    """Show a report to a person."""
    language = output.language
    for line in introduction(report, language):
        output.show(line)
    numbers = Table(messages.KIND.in_language(language), messages.COUNT.in_language(language))
    for kind, findings in by_kind(report):
        title, advice = (message.in_language(language) for message in messages.KINDS[kind])
        numbers.add_row(Text(title), str(len(findings)))
        output.show(f"\n{title}: {advice}")
        for finding in findings[:_MOST_SHOWN]:
            output.show(_line(finding, language))
        _more(len(findings), output)
    if report.unread:
        title = messages.UNREAD.in_language(language)
        numbers.add_row(title, str(len(report.unread)))
        output.show(f"\n{title}: {messages.UNREAD_MEANS.in_language(language)}")
        for unread in report.unread[:_MOST_SHOWN]:
            output.show(f"  {unread.source}: {unread.reason}")
        _more(len(report.unread), output)
    if numbers.row_count:
        output.show("")
        output.show(numbers)


def _line(finding: Finding, language: Language) -> str:
    likely = f" → {finding.likely[0]}" if finding.likely else ""
    place = where(finding.references[0].place, language)
    others = len(finding.references) - 1
    return f"  {finding.key}{likely} ({place}{f' +{others}' if others else ''})"


def _more(count: int, output: Output) -> None:
    if count > _MOST_SHOWN:
        text = messages.MORE.in_language(output.language, count=count - _MOST_SHOWN)
        output.show(f"  {text}")
