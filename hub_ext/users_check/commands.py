"""``eduhub users check``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.command.output import Output
from hub_ext.command.report_file import require_ending
from hub_ext.environment import read
from hub_ext.language import Language, Message
from hub_ext.settings import AdmissionSettings, DirectorySettings
from hub_ext.users_check.checks import Checks
from hub_ext.users_check.comparison import differences
from hub_ext.users_check.database import read_database
from hub_ext.users_check.dump import read_dump
from hub_ext.users_check.report import ENDINGS, write_report
from hub_ext.users_check.result import ResultModel, result_of
from hub_ext.users_check.showing import show

_USERS: Final = Message(ko="복원한 회원 표를 확인합니다.", en="Checks the restored table of users.")
_CHECK: Final = Message(
    ko="복원한 데이터베이스를 허브가 쓸 수 있는지 확인합니다. 아무것도 고치지 않습니다. "
    "적합하면 0, 아니면 1로 끝납니다.",
    en="Tells whether the hub can use a restored database. Nothing is changed. "
    "The exit status is 0 if it is fit, and 1 if not.",
)
_DUMP: Final = Message(
    ko="데이터베이스 대신 mysqldump 파일(.sql 또는 .sql.gz)을 서버 없이 확인합니다.",
    en="Check a file of mysqldump (.sql or .sql.gz) instead of the database, without a server.",
)
_BOTH: Final = Message(
    ko="--dump와 함께: 데이터베이스도 확인하고 둘을 비교합니다.",
    en="With --dump: check the database as well, and compare the two.",
)
_JSON: Final = Message(ko="결과를 JSON으로 씁니다.", en="Write the result as JSON.")
_REPORT: Final = Message(
    ko="모든 행을 담은 보고서를 이 파일에 씁니다 (.md 또는 .csv).",
    en="Write a report with every row to this file (.md or .csv).",
)
_ALONE: Final = Message(
    ko="--with-database는 --dump와 함께 씁니다. 데이터베이스만 확인하려면 둘 다 빼세요.",
    en="--with-database goes with --dump. To check the database alone, leave both out.",
)
_UNREADABLE: Final = Message(
    ko="덤프를 읽을 수 없습니다 ({reason}): {file}",
    en="The dump cannot be read ({reason}): {file}",
)


def add_commands(app: typer.Typer, language: Language) -> None:
    """Add ``users check``."""
    users = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(users, name="users", help=_USERS.in_language(language))
    # With this there are always names of commands, however few there are.
    users.callback()(_group)

    @users.command("check", help=_CHECK.in_language(language))
    def check(
        dump: Annotated[Path | None, typer.Option(help=_DUMP.in_language(language))] = None,
        with_database: Annotated[
            bool, typer.Option("--with-database", help=_BOTH.in_language(language))
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help=_JSON.in_language(language))] = False,
        report: Annotated[Path | None, typer.Option(help=_REPORT.in_language(language))] = None,
    ) -> None:
        if with_database and not dump:
            raise CommandError(_ALONE.in_language(language), Exit.WRONG)
        if report:
            require_ending(report, ENDINGS, language)
        raise typer.Exit(_check(dump, with_database, Output(language, as_json=as_json), report))


def _group() -> None:
    pass


def _check(dump: Path | None, with_database: bool, output: Output, report: Path | None) -> Exit:
    now = datetime.now(UTC)
    sources = [_checked_dump(dump, now, output)] if dump else []
    if with_database or not dump:
        try:
            sources.append(_checked_database(now, output))
        except CommandError:
            # Reading a large dump takes minutes, and what was found in it is true all the same.
            if sources:
                _tell(result_of(sources, (), output.language), output, report)
            raise
    comparison = differences(*sources) if dump and with_database else ()
    result = result_of(sources, comparison, output.language)
    _tell(result, output, report)
    return Exit.WELL if result.verdict == "fit" else Exit.FOUND


def _tell(result: ResultModel, output: Output, report: Path | None) -> None:
    show(result, output)
    output.result(result)
    if report:
        write_report(result, report, output.language)


def _checked_database(now: datetime, output: Output) -> Checks:
    settings = read(DirectorySettings)
    checks = Checks("database", settings, now)
    checks.take_all(read_database(settings, output.language))
    return checks


def _checked_dump(dump: Path, now: datetime, output: Output) -> Checks:
    checks = Checks("dump", read(AdmissionSettings), now)
    try:
        with dump.open("rb") as file, output.progress() as progress:
            followed = progress.wrap_file(file, dump.stat().st_size, description=dump.name)
            checks.take_all(read_dump(followed))
    except OSError as error:
        text = _UNREADABLE.in_language(output.language, reason=error.strerror, file=dump)
        raise CommandError(text, Exit.WRONG) from None
    return checks
