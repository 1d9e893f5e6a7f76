"""The report in Markdown."""

import re
from collections.abc import Iterator, Sequence

from hub_ext.command.report_file import as_markdown as as_text
from hub_ext.command.report_file import one_line
from hub_ext.content_audit import messages
from hub_ext.content_audit.models import Finding, Report
from hub_ext.content_audit.reports.words import by_kind, introduction, where
from hub_ext.language import Language


def as_markdown(report: Report, language: Language) -> str:
    """Return the report."""
    return "\n".join(_lines(report, language)) + "\n"


def _lines(report: Report, language: Language) -> Iterator[str]:
    yield f"# {messages.TITLE.in_language(language, bucket=report.bucket)}"
    for line in introduction(report, language):
        yield from ("", line)
    for kind, findings in by_kind(report):
        title, advice = (message.in_language(language) for message in messages.KINDS[kind])
        yield from ("", f"## {title} ({len(findings)})", "", advice, "")
        yield from _row(
            message.in_language(language)
            for message in (messages.KEY, messages.LIKELY, messages.CDN_SAID, messages.WHERE)
        )
        yield "|---|---|---|---|"
        for finding in findings:
            yield from _row(_cells(finding, language))
    if report.unread:
        yield from ("", f"## {messages.UNREAD.in_language(language)} ({len(report.unread)})", "")
        yield messages.UNREAD_MEANS.in_language(language)
        yield ""
        for unread in report.unread:
            yield f"- {_code(unread.source)}: {as_text(unread.reason)}"


def _cells(finding: Finding, language: Language) -> Sequence[str]:
    places = (
        f"{_code(where(reference.place, language))} → {_code(reference.text)}"
        for reference in finding.references
    )
    likely = "<br>".join(_code(key) for key in finding.likely)
    return _code(finding.key), likely, as_text(finding.cdn), "<br>".join(places)


def _row(cells: Iterator[str] | Sequence[str]) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    """Return a text that is shown as it is, in a cell of a table."""
    text = one_line(text).replace("|", r"\|")
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    room = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{ticks}{room}{text}{room}{ticks}" if text else ""
