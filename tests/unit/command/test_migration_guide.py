"""The guide of the cut-over names commands and options that there are, in both languages the same."""

import re
import shlex
from pathlib import Path

import pytest

from hub_ext.command import application
from hub_ext.command.exits import Exit

_DOCS = Path(__file__).parents[3] / "docs"
_COMMAND = re.compile(r"^scripts/eduhub (.*)$", re.MULTILINE)


def _commands(name: str) -> list[str]:
    return _COMMAND.findall((_DOCS / name).read_text("utf-8"))


def test_both_languages_have_the_same_commands() -> None:
    assert _commands("migration.md") == _commands("migration.ko.md") != []


@pytest.mark.parametrize("command", sorted(set(_commands("migration.md"))))
def test_a_command_of_the_guide_is_one(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(command)
    assert application.run("en", [*words[:2], "--help"]) == Exit.WELL
    help_text = capsys.readouterr().out
    for option in (word for word in words if word.startswith("--")):
        assert re.search(rf"{option}\b", help_text), option


@pytest.mark.parametrize("name", ["migration.md", "migration.ko.md"])
def test_every_exit_status_is_explained(name: str) -> None:
    text = (_DOCS / name).read_text("utf-8")
    assert set(map(int, re.findall(r"^\| (\d+) \|", text, re.MULTILINE))) == set(Exit)
