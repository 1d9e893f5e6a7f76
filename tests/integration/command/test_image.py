"""The tool as operators have it: in its own image, with what that image has and no more."""

import subprocess
from pathlib import Path

import pytest

from tests.unit.users_check.checking import file_of
from tests.unit.users_check.dumps import dump


def _eduhub(folder: Path, *arguments: str, language: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(
                "docker",
                "run",
                "--rm",
                "--network=none",
                "--cap-drop=ALL",
                f"--env=LANG={language}",
            ),
            *("--env=HUB_MODE=dev", f"--volume={folder}:/work", "eduhub/tools:latest"),
            *arguments,
        ],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("language", "word"), [("ko_KR.UTF-8", "확인"), ("en_US.UTF-8", "check")])
@pytest.mark.parametrize(
    "command",
    [
        "",
        "content copy",
        "content verify",
        "content audit",
        "users check",
        "notebooks import",
    ],
)
def test_every_command_explains_itself(
    tmp_path: Path, command: str, language: str, word: str
) -> None:
    done = _eduhub(tmp_path, *command.split(), "--help", language=language)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert f"eduhub {command}".strip() in done.stdout
    if not command:
        assert word in done.stdout


def test_a_dump_in_the_present_folder_is_checked_without_any_server(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    file = file_of(tmp_path, dump())
    done = _eduhub(tmp_path, "users", "check", "--dump", file.name, language="ko_KR.UTF-8")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
