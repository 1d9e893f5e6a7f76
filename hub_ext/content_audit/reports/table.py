"""The report as CSV: one row a reference, with headings for programs."""

import csv
from io import StringIO
from typing import Final

from hub_ext.content_audit.models import Report

HEADING: Final = (
    *("finding", "key", "likely", "cdn"),
    *("source", "line", "cell", "row", "row_id", "column", "text"),
)


def as_csv(report: Report) -> str:
    """Return the report; several likely keys are apart by line ends."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADING)
    for finding in report.findings:
        likely = "\n".join(finding.likely)
        for reference in finding.references:
            at = reference.place
            place = (at.source, at.line, at.cell, at.row, at.row_id, at.column, reference.text)
            writer.writerow((finding.kind, finding.key, likely, finding.cdn, *place))
    for unread in report.unread:
        writer.writerow(("unread", "", "", "", unread.source, *[""] * 5, unread.reason))
    return text.getvalue()
