"""What leaves this host and what does not."""

import subprocess
from pathlib import Path, PurePosixPath

import pytest

from hub_ext.storage.filters import is_personal, rclone_filter
from hub_ext.storage.working_copy.watch import changed_homes

_HOMES = Path("/homes")


@pytest.mark.parametrize(
    "path", ["student1.ipynb", "과제/1주차.ipynb", "lessons.txt", "a/lessons/b.md", "data.csv"]
)
def test_a_persons_files_are_kept(path: str) -> None:
    assert is_personal(PurePosixPath(path))


@pytest.mark.parametrize(
    "path",
    [
        "lessons/DataAnalysis/a.md",
        ".cache/matplotlib/fonts",
        ".ipython/profile_default/history.sqlite",
        "a/.ipynb_checkpoints/b-checkpoint.ipynb",
        "a/__pycache__/b.pyc",
        ".~student1.ipynb",
        "big.csv.12345678.partial",
        ".Trash-1000/files/old.ipynb",
        "line\nbreak.txt",
        "bell\x07/a.txt",
    ],
)
def test_what_programs_keep_about_themselves_is_not(path: str) -> None:
    assert not is_personal(PurePosixPath(path))


@pytest.mark.parametrize(
    ("path", "homes"),
    [
        ("student1/files/a.ipynb", {"student1"}),
        ("student1/files/b/c/d.txt", {"student1"}),
        ("student1/files/.~a.ipynb", set()),
        ("student1/files/.ipynb_checkpoints/a.ipynb", set()),
        ("student1/state/home.json", set()),
        ("student1/files", set()),
        ("student1", set()),
    ],
)
def test_a_change_concerns_the_home_it_is_in(path: str, homes: set[str]) -> None:
    assert set(changed_homes(_HOMES, [str(_HOMES / path)])) == homes


@pytest.mark.parametrize(
    "name",
    [
        "a*b.csv",
        "a?.csv",
        "[1].csv",
        "{{.*}}.csv",
        "{a,b}.csv",
        "a\\*.csv",
        "\\",
        "**",
        "# 100% - + !.csv",
        " a ",
        "가나/다[라].csv",
        "😀.csv",
    ],
)
def test_a_file_that_is_held_back_is_left_out_and_no_other(tmp_path: Path, name: str) -> None:
    others = {"a.csv", "b.csv", "ab.csv", "axb.csv", "1.csv", "sub/x", "x", "라.csv"}
    home, target = tmp_path / "home", tmp_path / "copied"
    for path in {*others, name, f"sub/{name}"}:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).touch()
    rules = [f"--filter=- {rule}" for rule in rclone_filter([name])["ExcludeRule"]]
    subprocess.run(["rclone", "copy", "--config=", str(home), str(target), *rules], check=True)
    found = {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()}
    assert found == others | {f"sub/{name}"}
