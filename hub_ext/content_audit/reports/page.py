"""The report as a page of HTML, which loads nothing."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from hub_ext.content_audit import messages
from hub_ext.content_audit.models import Finding, Report
from hub_ext.content_audit.reports.words import by_kind, introduction, where
from hub_ext.language import Language, Message

_STYLE: Final = (
    "body{font-family:sans-serif;margin:2em;color:#222}table{border-collapse:collapse}"
    "th,td{border:1px solid #999;padding:.3em .6em;text-align:left;vertical-align:top}"
    "code{overflow-wrap:anywhere}"
)
_COLUMNS: Final = (messages.KEY, messages.LIKELY, messages.CDN_SAID, messages.WHERE)


def as_page(report: Report, language: Language) -> str:
    """Return the report."""
    title = escape(messages.TITLE.in_language(language, bucket=report.bucket))
    body = "\n".join(_body(report, language))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n"
        f"<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def _body(report: Report, language: Language) -> Iterator[str]:
    for line in introduction(report, language):
        yield f"<p>{escape(line)}</p>"
    for kind, findings in by_kind(report):
        title, advice = (escape(message.in_language(language)) for message in messages.KINDS[kind])
        yield f"<h2>{title} ({len(findings)})</h2>\n<p>{advice}</p>"
        yield from _table(_COLUMNS, (_cells(one, language) for one in findings), language)
    if report.unread:
        title = escape(messages.UNREAD.in_language(language))
        yield f"<h2>{title} ({len(report.unread)})</h2>"
        yield f"<p>{escape(messages.UNREAD_MEANS.in_language(language))}</p>"
        rows = ((_code(unread.source), escape(unread.reason)) for unread in report.unread)
        yield from _table((messages.SOURCE, messages.REASON), rows, language)


def _cells(finding: Finding, language: Language) -> Iterable[str]:
    places = (
        f"{escape(where(reference.place, language))} → {_code(reference.text)}"
        for reference in finding.references
    )
    likely = "<br>".join(_code(key) for key in finding.likely)
    return _code(finding.key), likely, escape(finding.cdn), "<br>".join(places)


def _table(
    heading: Iterable[Message], rows: Iterable[Iterable[str]], language: Language
) -> Iterator[str]:
    cells = "".join(f"<th>{escape(message.in_language(language))}</th>" for message in heading)
    yield f"<table>\n<tr>{cells}</tr>"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
    yield "</table>"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
