"""Writing what was found to files."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.content_audit import messages
from hub_ext.content_audit.models import NOT_IN_BUCKET, Report
from hub_ext.content_audit.reports.markdown import as_markdown
from hub_ext.content_audit.reports.page import as_page
from hub_ext.content_audit.reports.table import as_csv
from hub_ext.language import Language

#: Of CSV, so that a spreadsheet program on a Korean Windows takes it for UTF-8.
_WITH_MARK: Final = "utf-8-sig"
_FORMS: Final[dict[str, tuple[Callable[[Report, Language], str], str]]] = {
    ".md": (as_markdown, "utf-8"),
    ".html": (as_page, "utf-8"),
    ".csv": (lambda report, _: as_csv(report), _WITH_MARK),
}


def check_name(file: Path, language: Language) -> None:
    """Do nothing if a report can be written under a name.

    Raises
    ------
    CommandError
        If it can not, before anything is done.
    """
    if file.suffix.lower() not in _FORMS:
        text = messages.UNKNOWN_REPORT.in_language(language, file=file)
        raise CommandError(text, Exit.WRONG)


def write_report(file: Path, report: Report, language: Language) -> None:
    """Write a report in the form that the file's ending names.

    Raises
    ------
    CommandError
        If it cannot be written.
    """
    form, encoding = _FORMS[file.suffix.lower()]
    _write(file, form(report, language).encode(encoding), language)


def write_missing(file: Path, report: Report, language: Language) -> None:
    """Write the keys that the bucket has not, one a line; errors are those of `write_report`.

    Notes
    -----
    A key that is there in another spelling is among them: the bucket that the content came from may
    have it as the platform refers to it. A folder is not, nor a key with a line end in it.
    """
    keys = [finding.key for finding in report.findings if finding.kind in NOT_IN_BUCKET]
    lines = [key for key in keys if not key.endswith("/") and "\n" not in key and "\r" not in key]
    _write(file, "".join(f"{key}\n" for key in lines).encode(), language)


def _write(file: Path, content: bytes, language: Language) -> None:
    new = file.with_name(f"{file.name}.new")
    try:
        new.write_bytes(content)
        new.replace(file)
    except OSError as error:
        text = messages.CANNOT_WRITE.in_language(language, file=file, reason=error.strerror)
        raise CommandError(text) from None
