"""Writing what was found to files."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from hub_ext.command.report_file import written
from hub_ext.content_audit.models import NOT_IN_BUCKET, Report
from hub_ext.content_audit.reports.markdown import as_markdown
from hub_ext.content_audit.reports.page import as_page
from hub_ext.content_audit.reports.table import as_csv
from hub_ext.language import Language

_FORMS: Final[dict[str, Callable[[Report, Language], str]]] = {
    ".md": as_markdown,
    ".html": as_page,
    ".csv": lambda report, _: as_csv(report),
}
#: Of the names that a report may have.
ENDINGS: Final = tuple(_FORMS)


def write_report(file: Path, report: Report, language: Language) -> None:
    """Write a report in the form that the file's ending names.

    Raises
    ------
    CommandError
        If it cannot be written.
    """
    with written(file, language) as output:
        output.write(_FORMS[file.suffix.lower()](report, language))


def write_missing(file: Path, report: Report, language: Language) -> None:
    """Write the keys that the bucket has not, one a line; errors are those of `write_report`.

    Notes
    -----
    A key that is there in another spelling is among them: the bucket that the content came from may
    have it as the platform refers to it. A folder is not, nor a key with a line end in it.
    """
    keys = [finding.key for finding in report.findings if finding.kind in NOT_IN_BUCKET]
    lines = [key for key in keys if not key.endswith("/") and "\n" not in key and "\r" not in key]
    with written(file, language) as output:
        output.writelines(f"{key}\n" for key in lines)
