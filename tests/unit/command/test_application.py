"""The tool's frame: its language, and what its exit status says."""

import pytest
import typer

from hub_ext.command import application
from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.command.language import language_of
from hub_ext.environment import SettingsError
from hub_ext.language import Language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "ko"),
        ({"LANG": "C.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
    ],
)
def test_the_shell_chooses_the_language(environment: dict[str, str], language: Language) -> None:
    assert language_of(environment) == language


def _ends(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    def add(app: typer.Typer, language: Language) -> None:
        @app.command()
        def work() -> None:
            raise error

        @app.command()
        def other() -> None:
            """Make `work` a name that has to be given."""

    monkeypatch.setattr(application, "GROUPS", (add,))
    return application.run("en", ["work"])


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (CommandError("the store is down"), Exit.STOPPED),
        (CommandError("no such file", Exit.WRONG), Exit.WRONG),
        (SettingsError(["BUCKET_NAME: is not set"]), Exit.WRONG),
        (KeyboardInterrupt(), Exit.INTERRUPTED),
        (typer.Exit(Exit.FOUND), Exit.FOUND),
    ],
)
def test_the_exit_status_says_how_it_ended(
    error: BaseException, status: Exit, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _ends(error, monkeypatch) == status


def test_a_command_that_there_is_not_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert application.run("en", ["nothing"]) == Exit.WRONG
    assert capsys.readouterr().err


@pytest.mark.parametrize(("language", "word"), [("ko", "빠짐없이"), ("en", "arrived")])
def test_the_help_is_in_the_operators_language(
    language: Language, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    application.run(language, ["--help"])
    assert word in capsys.readouterr().out
