"""``eduhub content audit``."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.command.output import Output
from hub_ext.command.report_file import require_ending
from hub_ext.content_audit import messages
from hub_ext.content_audit.audit import Audit, Sources
from hub_ext.content_audit.models import Kind, Report
from hub_ext.content_audit.reports.files import ENDINGS, write_missing, write_report
from hub_ext.content_audit.reports.screen import show
from hub_ext.content_audit.sources.query import is_question
from hub_ext.environment import read
from hub_ext.language import Language, Message
from hub_ext.settings import ToolsSettings
from hub_ext.storage.errors import StorageError

_AUDIT: Final = Message(
    ko="플랫폼이 참조하지만 가져올 수 없는 것을 찾습니다. 버킷과 CDN을 모두 확인하고, 아무것도 바꾸지 않습니다. 종료 상태: 0 모두 있음, 1 찾은 것이 있음, 2 명령이나 설정이 잘못됨, 3 버킷이나 CDN, 데이터베이스를 확인하지 못함.",
    en="Find what the platform refers to and cannot be had. Asks the bucket and the CDN, and changes nothing. Exit status: 0 all is there, 1 something was found, 2 the command or a setting is wrong, 3 the bucket, the CDN or a source could not be asked.",
)
_DOCUMENTS: Final = Message(
    ko="버킷에서 이 접두사로 시작하는 Markdown, HTML, CSS 파일과 노트북의 이미지와 링크를 점검합니다.",
    en="Look at the images and links in Markdown, HTML and CSS files and notebooks under this prefix of the bucket.",
)
_LIST: Final = Message(
    ko="한 줄에 경로나 URL이 하나씩 있는 파일.", en="A file with a path or URL a line."
)
_CSV: Final = Message(ko="제목 행이 있는 CSV 파일.", en="A CSV file with a heading.")
_COLUMN: Final = Message(
    ko="--csv 파일에서 경로나 URL이 있는 열.", en="A column of --csv that holds paths or URLs."
)
_SQL: Final = Message(
    ko="플랫폼 데이터베이스(DB_*)에 물을 SELECT. 결과의 모든 글자 열에서 경로와 URL을 찾습니다.",
    en="A SELECT for the platform's database (DB_*). Paths and URLs are looked for in every text column of the answer.",
)
_REPORT: Final = Message(
    ko="보고서 파일: .md, .html 또는 .csv. 여러 번 줄 수 있습니다.",
    en="A report file: .md, .html or .csv. May be given several times.",
)
_MISSING: Final = Message(
    ko="버킷에 없는 키를 한 줄에 하나씩 적을 파일. content copy --files-from 에 줄 수 있습니다.",
    en="Write the keys that the bucket has not to this file, one a line, for content copy --files-from.",
)
_RATE: Final = Message(
    ko="CDN에 보내는 초당 요청 수의 한도.", en="Requests to the CDN a second, at most."
)
_JSON: Final = Message(
    ko="결과를 프로그램을 위한 JSON으로 냅니다.", en="Write the result as JSON, for programs."
)


def add(content: typer.Typer, language: Language) -> None:
    """Add ``audit`` to the commands about content."""

    def text(message: Message) -> str:
        return message.in_language(language)

    @content.command("audit", help=text(_AUDIT))
    def audit(
        documents: Annotated[
            list[str] | None, typer.Option(metavar="PREFIX", help=text(_DOCUMENTS))
        ] = None,
        lists: Annotated[
            list[Path] | None,
            typer.Option("--list", metavar="FILE", exists=True, dir_okay=False, help=text(_LIST)),
        ] = None,
        table: Annotated[
            Path | None,
            typer.Option("--csv", metavar="FILE", exists=True, dir_okay=False, help=text(_CSV)),
        ] = None,
        column: Annotated[
            list[str] | None, typer.Option(metavar="NAME", help=text(_COLUMN))
        ] = None,
        sql: Annotated[list[str] | None, typer.Option(metavar="QUERY", help=text(_SQL))] = None,
        report: Annotated[
            list[Path] | None, typer.Option(metavar="FILE", help=text(_REPORT))
        ] = None,
        missing: Annotated[Path | None, typer.Option(metavar="FILE", help=text(_MISSING))] = None,
        rate: Annotated[float, typer.Option(min=0.1, max=1000, help=text(_RATE))] = 50,
        as_json: Annotated[bool, typer.Option("--json", help=text(_JSON))] = False,
    ) -> None:
        output = Output(language, as_json=as_json)
        sources = Sources(documents or (), lists or (), table, column or (), sql or ())
        _check(sources, report or [], language)
        found = _audited(read(ToolsSettings), sources, rate, output)
        show(found, output)
        output.result(found)
        for file in report or []:
            write_report(file, found, language)
            output.say(messages.WRITTEN_TO, file=file)
        if missing is not None:
            write_missing(missing, found, language)
            output.say(messages.WRITTEN_TO, file=missing)
        raise typer.Exit(_status(found))


def _check(sources: Sources, reports: list[Path], language: Language) -> None:
    """Refuse what cannot be meant, before anything is done."""
    wrong = None
    if (sources.table is None) != (not sources.columns):
        wrong = messages.NO_COLUMN
    elif not (sources.prefixes or sources.lists or sources.table or sources.questions):
        wrong = messages.NO_SOURCES
    elif not all(is_question(question) for question in sources.questions):
        wrong = messages.NOT_A_QUESTION
    if wrong is not None:
        raise CommandError(wrong.in_language(language), Exit.WRONG)
    for file in reports:
        require_ending(file, ENDINGS, language)


def _audited(settings: ToolsSettings, sources: Sources, rate: float, output: Output) -> Report:
    with tempfile.TemporaryDirectory(prefix="eduhub-audit-") as folder:
        audit = Audit(settings, Path(folder), rate=rate, output=output)
        try:
            return asyncio.run(audit.run(sources))
        except StorageError as error:
            what_to_do = messages.WHAT_TO_DO.get(error.code, messages.TRY_AGAIN)
            text = messages.BUCKET_NOT_ASKED.in_language(
                output.language,
                bucket=settings.bucket_name,
                reason=error.code,
                what_to_do=what_to_do.in_language(output.language),
            )
            raise CommandError(text) from None


def _status(report: Report) -> Exit:
    """Return what a report says to a program: found is known, unknown is neither found nor well."""
    if any(finding.kind is not Kind.UNKNOWN for finding in report.findings):
        return Exit.FOUND
    return Exit.STOPPED if report.findings or report.unread else Exit.WELL
