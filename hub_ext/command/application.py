"""All commands in one application, in the operator's language."""

import sys
from collections.abc import Callable, Sequence
from typing import Final

import typer

import hub_ext.users_check.commands
from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.content.commands import add_content
from hub_ext.environment import SettingsError
from hub_ext.language import Language, Message
from hub_ext.notebooks_import.command import add as add_notebooks

_ABOUT: Final = Message(
    ko="학원 플랫폼의 자료를 NCP로 옮기고, 빠짐없이 옮겨졌는지 확인합니다.",
    en="Moves a platform's content to NCP, and checks that all of it arrived.",
)
_INTERRUPTED: Final = Message(
    ko="멈췄습니다. 같은 명령을 다시 실행하면 이어서 합니다.",
    en="Stopped. The same command goes on where this one was.",
)

#: Each adds its commands.
GROUPS: Final[tuple[Callable[[typer.Typer, Language], None], ...]] = (
    add_content,
    hub_ext.users_check.commands.add_commands,
    add_notebooks,
)


def application(language: Language) -> typer.Typer:
    """Return the application with the help of all commands in a language."""
    app = typer.Typer(
        name="eduhub",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    # With this there are always names of commands, however few there are.
    app.callback(help=_ABOUT.in_language(language))(_group)
    for add in GROUPS:
        add(app, language)
    return app


def _group() -> None:
    pass


def run(language: Language, arguments: Sequence[str]) -> int:
    """Do what a command line says.

    Returns
    -------
    int
        The exit status, see `hub_ext.command.exits`.
    """
    try:
        application(language)(list(arguments), prog_name="eduhub")
    except (CommandError, SettingsError) as error:
        print(f"eduhub: {error}", file=sys.stderr)
        return error.status if isinstance(error, CommandError) else Exit.WRONG
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if status == Exit.INTERRUPTED:
            print(f"eduhub: {_INTERRUPTED.in_language(language)}", file=sys.stderr)
        return status
    return Exit.WELL
