"""The guide names commands that there are, every secret, and the same in both languages."""

import re
from pathlib import Path

import pytest

from hub_ext.deploy.rotation import ONLY_BY_NAME
from hub_ext.prepare import GENERATED

PROJECT = Path(__file__).parents[3]
GUIDES = ("operations.md", "operations.ko.md")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def text_of(guide: str) -> str:
    return (PROJECT / "docs" / guide).read_text()


def commands(guide: str) -> list[str]:
    return [line for block in BLOCK.findall(text_of(guide)) for line in block.splitlines()]


def test_both_languages_have_the_same_commands() -> None:
    english, korean = map(commands, GUIDES)
    assert english == korean != []


@pytest.mark.parametrize("command", sorted(set(commands(GUIDES[0]))))
def test_a_command_of_the_guide_is_one(command: str) -> None:
    program, *words = command.split()
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE)
        assert words[0] in targets
    else:
        assert program in {"chmod", "systemctl"} or (PROJECT / program).is_file()


@pytest.mark.parametrize("guide", GUIDES)
def test_every_secret_is_explained(guide: str) -> None:
    rows = re.findall(r"^\| (`HUB_.*?) \| (.*)$", text_of(guide), re.MULTILINE)
    named = {name: row for names, row in rows for name in re.findall(r"`(\w+)`", names)}
    assert set(named) == set(GENERATED)
    word = "only if it is named" if guide == GUIDES[0] else "이름을 적어야만"
    assert {name for name, row in named.items() if word in row} == set(ONLY_BY_NAME)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_unit_and_folder_is_named(guide: str) -> None:
    for unit in (PROJECT / "deploy" / "systemd").iterdir():
        assert unit.name in text_of(guide)
