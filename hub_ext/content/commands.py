"""``eduhub content``: its commands and their options."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.command.output import Output
from hub_ext.command.report_file import require_ending
from hub_ext.content import help_texts as texts
from hub_ext.content.copy import copy
from hub_ext.content.copy import show as show_copy
from hub_ext.content.keys import Selection, read_keys
from hub_ext.content.rclone import Limits
from hub_ext.content.report import ENDINGS
from hub_ext.content.sides import sides_of
from hub_ext.content.store import Store
from hub_ext.content.verify import show as show_verify
from hub_ext.content.verify import verify
from hub_ext.content_audit.command import add as add_audit
from hub_ext.environment import read
from hub_ext.language import Language, Message
from hub_ext.settings import ToolsSettings

#: Where students and centres keep their files: never for everybody to read.
_PRIVATE: Final = ("users/", "centers/")
_BANDWIDTH: Final = r"^[0-9]+(\.[0-9]+)?[KMG]?$"


class Acl(StrEnum):
    """Who may read what was copied."""

    PRIVATE = "private"
    PUBLIC_READ = "public-read"


def add_content(app: typer.Typer, language: Language) -> None:
    """Add the group ``content`` to the tool."""
    content = typer.Typer(
        name="content", no_args_is_help=True, help=texts.CONTENT.in_language(language)
    )
    # With this there are always names of commands, however few there are.
    content.callback()(_group)
    _add_copy(content, language)
    _add_verify(content, language)
    add_audit(content, language)
    app.add_typer(content)


def _group() -> None:
    pass


def _add_copy(content: typer.Typer, language: Language) -> None:
    @content.command("copy", help=texts.COPY.in_language(language))
    def _copy(
        prefixes: Annotated[list[str] | None, _argument(texts.PREFIXES, language)] = None,
        exclude: Annotated[list[str] | None, _option("--exclude", texts.EXCLUDE, language)] = None,
        files_from: Annotated[
            Path | None, _option("--files-from", texts.FILES_FROM, language)
        ] = None,
        acl: Annotated[Acl, _option("--acl", texts.ACL, language)] = Acl.PRIVATE,
        bandwidth: Annotated[str, _option("--bandwidth", texts.BANDWIDTH, language)] = "",
        requests_per_second: Annotated[
            float, _option("--requests-per-second", texts.REQUESTS, language, min=0)
        ] = 0,
        dry_run: Annotated[bool, _option("--dry-run", texts.DRY_RUN, language)] = False,
        as_json: Annotated[bool, _option("--json", texts.JSON, language)] = False,
    ) -> None:
        keys = _keys_of(files_from, language)
        selection = Selection(prefixes or (), exclude or (), keys)
        if acl is Acl.PUBLIC_READ:
            _refuse_private_prefixes(selection, language)
        if bandwidth and not re.fullmatch(_BANDWIDTH, bandwidth):
            raise CommandError(texts.WRONG_BANDWIDTH.in_language(language), Exit.WRONG)
        output = Output(language, as_json=as_json)
        limits = Limits(acl.value, bandwidth, requests_per_second)
        result = copy(*_stores(language), selection, limits, output, dry_run=dry_run)
        show_copy(result, output)
        output.result(result)
        raise typer.Exit(result.status())


def _add_verify(content: typer.Typer, language: Language) -> None:
    @content.command("verify", help=texts.VERIFY.in_language(language))
    def _verify(
        prefixes: Annotated[list[str] | None, _argument(texts.PREFIXES, language)] = None,
        exclude: Annotated[list[str] | None, _option("--exclude", texts.EXCLUDE, language)] = None,
        report: Annotated[Path | None, _option("--report", texts.REPORT, language)] = None,
        content_only: Annotated[
            bool, _option("--content-only", texts.CONTENT_ONLY, language)
        ] = False,
        as_json: Annotated[bool, _option("--json", texts.JSON, language)] = False,
    ) -> None:
        if report is not None:
            require_ending(report, ENDINGS, language)
        output = Output(language, as_json=as_json)
        result = verify(
            *_stores(language),
            Selection(prefixes or (), exclude or ()),
            output,
            report=report,
            headers=not content_only,
        )
        show_verify(result, output)
        output.result(result)
        raise typer.Exit(result.status())


def _stores(language: Language) -> tuple[Store, Store]:
    source, target = sides_of(read(ToolsSettings))
    return Store(source, language), Store(target, language)


def _refuse_private_prefixes(selection: Selection, language: Language) -> None:
    if any(map(selection.reaches, _PRIVATE)):
        raise CommandError(texts.NOT_FOR_EVERYBODY.in_language(language), Exit.WRONG)


def _keys_of(file: Path | None, language: Language) -> frozenset[str] | None:
    if file is None:
        return None
    try:
        return read_keys(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        text = texts.UNREADABLE_LIST.in_language(language, file=file, error=error)
        raise CommandError(text, Exit.WRONG) from None


def _argument(text: Message, language: Language) -> Any:
    return typer.Argument(help=text.in_language(language), show_default=False)


def _option(name: str, text: Message, language: Language, **more: Any) -> Any:
    return typer.Option(name, help=text.in_language(language), **more)
