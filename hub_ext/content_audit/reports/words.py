"""What every form of the report says in the same words."""

from collections.abc import Iterator

from hub_ext.content_audit import messages
from hub_ext.content_audit.models import Finding, Kind, Place, Report
from hub_ext.language import Language, Message


def where(place: Place, language: Language) -> str:
    """Return a place in words: ``lessons.csv, row 5, column image``."""
    parts: list[tuple[Message, object]] = [
        (messages.CELL, place.cell),
        (messages.ROW, place.row),
        (messages.ROW_ID, place.row_id),
        (messages.COLUMN, place.column),
        (messages.LINE, place.line),
    ]
    said = [
        message.in_language(language, line=value, cell=value, row=value, row_id=value, column=value)
        for message, value in parts
        if value is not None
    ]
    return ", ".join([place.source, *said])


def introduction(report: Report, language: Language) -> list[str]:
    """Return what was looked at, one sentence a line."""
    cdn = messages.CDN if report.cdn else messages.NO_CDN
    lines = [
        messages.COUNTS.in_language(language, **report.counts.model_dump()),
        cdn.in_language(language, address=report.cdn),
    ]
    if not report.findings and not report.unread:
        lines.append(messages.NOTHING.in_language(language))
    return lines


def by_kind(report: Report) -> Iterator[tuple[Kind, list[Finding]]]:
    """The findings of each kind that there is."""
    for kind in Kind:
        if found := [finding for finding in report.findings if finding.kind is kind]:
            yield kind, found
