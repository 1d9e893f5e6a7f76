"""A tree of the old host's and its way to a real store: everything there once, byte for byte."""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest

from hub_ext.command.application import run
from hub_ext.command.exits import Exit
from hub_ext.storage.first_notebook import blank_notebook
from tests.integration.storage.objectstore import (
    ACCESS_KEY,
    BUCKET,
    SECRET_KEY,
    ObjectStore,
    running_object_store,
)
from tests.integration.users.demo_table import change_sqlite, make_sqlite
from tests.waiting import wait_until

PEOPLE = [f"student{number}" for number in range(1, 9)] + ["한별", "Minsu.Kim"]
NAMES = ["노트.ipynb", "과제/1주차 (최종).ipynb", "#1 100% +&=;.ipynb", "b[1]*{x}.ipynb",
         "이모지😀.ipynb", unicodedata.normalize("NFD", "가나.ipynb")]  # fmt: skip


@pytest.fixture(scope="module")
def running_store() -> Iterator[ObjectStore]:
    with running_object_store() as store:
        yield store


@pytest.fixture
def store(running_store: ObjectStore) -> Iterator[ObjectStore]:
    running_store.faults()
    yield running_store
    running_store.faults()
    for key in running_store.keys("users/"):
        running_store.delete(key)


@pytest.fixture(autouse=True)
def table(store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The table of people, and the settings of the tool."""
    file = make_sqlite(tmp_path / "users.sqlite")
    for name, value in {
        "HUB_MODE": "dev",
        "HUB_USERS_DATABASE": f"sqlite:///{file}",
        "S3_ENDPOINT_URL": store.endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "BUCKET_NAME": BUCKET,
    }.items():
        monkeypatch.setenv(name, value)
    return file


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Sixty notebooks of ten people, half of them in each shape, with what Jupyter leaves."""
    root = tmp_path / "jupyter_notebooks"
    for number, person in enumerate(PEOPLE):
        home = root / person if number % 2 else root / "users" / person / "jupyter"
        for name in NAMES:
            write(home / name, notebook(f"{person} {name}"))
        write(home / ".ipynb_checkpoints/노트-checkpoint.ipynb", "{}")
    return root


def notebook(text: str) -> str:
    made: dict[str, Any] = json.loads(blank_notebook())
    made["cells"][0]["source"] = text
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def key(person: str, path: str) -> str:
    return f"users/{person}/jupyter/{path}"


def content(store: ObjectStore) -> dict[str, bytes]:
    """Everything of everybody."""
    return {
        name: store.platform.get_object(Bucket=BUCKET, Key=name)["Body"].read()
        for name in store.keys("users/")
    }


class Tool:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def report(self, tree: Path, *options: str) -> tuple[int, dict[str, Any]]:
        self._capsys.readouterr()
        status = run("en", ["notebooks", "import", str(tree), "--json", *options])
        said = self._capsys.readouterr()
        assert SECRET_KEY not in said.out + said.err
        return status, json.loads(said.out) if said.out else {}

    def text(self, tree: Path) -> tuple[int, str]:
        self._capsys.readouterr()
        status = run("ko", ["notebooks", "import", str(tree)])
        said = self._capsys.readouterr()
        return status, (said.out + said.err).replace("\n", " ")


@pytest.fixture
def tool(capsys: pytest.CaptureFixture[str]) -> Tool:
    return Tool(capsys)


def imported(report: dict[str, Any]) -> dict[str, str]:
    return {file["source"]: file["path"] for one in report["people"] for file in one["imported"]}


def test_sixty_notebooks_of_ten_people_are_there_once(
    store: ObjectStore, tree: Path, tool: Tool
) -> None:
    status, report = tool.report(tree)
    assert (status, len(imported(report)), report["left_out"]) == (Exit.WELL, 60, 10)
    expected = {
        key(person, name): notebook(f"{person} {name}").encode()
        for person in PEOPLE
        for name in NAMES
    }
    assert content(store) == expected
    status, again = tool.report(tree)
    assert (status, imported(again)) == (Exit.WELL, {})
    assert sum(person["already"] for person in again["people"]) == 60
    assert content(store) == expected


def test_a_dry_run_writes_nothing_and_says_the_same(
    store: ObjectStore, tree: Path, tool: Tool
) -> None:
    status, would = tool.report(tree, "--dry-run")
    assert (status, content(store)) == (Exit.WELL, {})
    assert imported(would) == imported(tool.report(tree)[1])


def test_of_two_files_of_one_name_both_are_kept_and_no_third_comes(
    store: ObjectStore, tree: Path, tool: Tool
) -> None:
    store.put(key("student1", "노트.ipynb"), "what is there")
    store.put(key("student1", "과제"), "a file where a folder is needed")
    _, report = tool.report(tree)
    assert tool.report(tree)[1]["people"][0]["imported"] == []
    found = {name: text for name, text in content(store).items() if "student1/" in name}
    assert found[key("student1", "노트.ipynb")] == b"what is there"
    others = {name for name in found if "가져옴" in name}
    assert len(others) == 2
    assert {found[name] for name in others} == {
        notebook(f"student1 {name}").encode() for name in NAMES[:2]
    }
    renamed = [file for one in report["people"] for file in one["imported"] if file["renamed"]]
    assert {key("student1", file["path"]) for file in renamed} == others


def test_the_same_person_in_both_shapes_keeps_both(
    store: ObjectStore, tree: Path, tool: Tool
) -> None:
    write(tree / "student1/노트.ipynb", notebook("of the other shape"))
    write(tree / "student1/같음.ipynb", notebook("the same"))
    write(tree / "users/student1/jupyter/같음.ipynb", notebook("the same"))
    tool.report(tree)
    tool.report(tree)
    texts = [text.decode() for name, text in content(store).items() if "student1/" in name]
    assert sorted(texts) == sorted(
        [
            *(notebook(f"student1 {name}") for name in NAMES),
            notebook("of the other shape"),
            notebook("the same"),
        ]
    )


def test_what_cannot_be_opened_comes_as_it_is_and_is_told(
    store: ObjectStore, tree: Path, tool: Tool
) -> None:
    broken = {"a.ipynb": b"{", "b.ipynb": b"", "c.ipynb": b"\xff\xfe", "d.ipynb": b"[]",
              "e.ipynb": b'{"nbformat": 4}', "f.ipynb": b"[" * 100_000}  # fmt: skip
    for name, text in broken.items():
        (tree / "student2" / name).write_bytes(text)
    (tree / "student2/data.csv").write_bytes(b"\x00\xff")
    status, report = tool.report(tree)
    assert status == Exit.FOUND
    assert {each["source"] for each in report["invalid"]} == {f"student2/{name}" for name in broken}
    found = content(store)
    for name, text in {**broken, "data.csv": b"\x00\xff"}.items():
        assert found[key("student2", name)] == text


def test_what_is_nobodys_stays_and_is_told(store: ObjectStore, tree: Path, tool: Tool) -> None:
    write(tree / "stranger/a.ipynb", notebook("x"))
    write(tree / "STUDENT2/a.ipynb", notebook("x"))
    write(tree / "at the top.ipynb", notebook("x"))
    write(tree / "users/student1/entry/game.ent", "another tool's")
    write(tree / "student2/venv/pyvenv.cfg", "")
    write(tree / "student2/bad\nname.ipynb", notebook("x"))
    write(tree / "student2/.cache/x", "")
    (tree / "student2/link.ipynb").symlink_to("/etc/passwd")
    (tree / "student2/folder").symlink_to("/etc")
    (tree / "stranger2").symlink_to(tree / "student2")
    os.mkfifo(tree / "student2/pipe")
    status, report = tool.report(tree)
    assert status == Exit.FOUND
    assert {(each["source"], each["reason"]) for each in report["left"]} == {
        ("stranger", "no-such-user"),
        ("STUDENT2", "no-such-user"),
        ("at the top.ipynb", "no-owner"),
        ("stranger2", "no-owner"),
        ("student2/link.ipynb", "link"),
        ("student2/folder", "link"),
        ("student2/pipe", "link"),
    }
    assert len(content(store)) == 60


def test_a_store_that_goes_away_is_told_and_the_next_run_goes_on(
    store: ObjectStore, tree: Path, tool: Tool
) -> None:
    store.faults(off=True)
    status, report = tool.report(tree)
    assert (status, sorted(report["unfinished"])) == (Exit.STOPPED, sorted(PEOPLE))
    assert imported(report) == {}
    store.faults()
    status, report = tool.report(tree)
    assert (status, len(imported(report))) == (Exit.WELL, 60)
    assert len(content(store)) == 60


def test_an_import_that_is_killed_goes_on_the_next_time(
    store: ObjectStore, tree: Path, tool: Tool
) -> None:
    expected = {key(person, name) for person in PEOPLE for name in NAMES}
    command = [sys.executable, "-m", "hub_ext.command", "notebooks", "import", str(tree)]

    def imported_more_than(count: int) -> bool:
        return len(store.keys("users/")) > count

    for wanted in (5, 25):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until(partial(imported_more_than, wanted), 60, "something is imported")
        finally:
            process.kill()
            process.wait()
    assert len(store.keys("users/")) < 60
    status, report = tool.report(tree)
    assert (status, report["unfinished"]) == (Exit.WELL, [])
    assert content(store).keys() == expected
    assert tool.report(tree)[1]["people"][0]["imported"] == []


def test_a_table_that_cannot_be_read_ends_it_before_anything_is_written(
    store: ObjectStore, tree: Path, tool: Tool, table: Path
) -> None:
    change_sqlite(table, "ALTER TABLE Users RENAME TO Moved")
    status, said = tool.text(tree)
    assert status == Exit.STOPPED
    assert "Traceback" not in said
    assert content(store) == {}


def test_people_may_come_from_a_file(
    store: ObjectStore, tree: Path, tool: Tool, table: Path, tmp_path: Path
) -> None:
    table.unlink()
    file = tmp_path / "people.txt"
    file.write_text("\ufeffstudent1\n 한별 \n\n", encoding="utf-8")
    status, report = tool.report(tree, f"--users={file}")
    assert status == Exit.FOUND
    assert [person["user_id"] for person in report["people"]] == ["student1", "한별"] or [
        person["user_id"] for person in report["people"]
    ] == ["한별", "student1"]
    assert len(content(store)) == 12
    assert tool.report(tree, "--users=/nowhere")[0] == Exit.WRONG


def test_a_tree_that_is_not_there_is_wrong(tool: Tool, tmp_path: Path) -> None:
    status, said = tool.text(tmp_path / "nothing")
    assert status == Exit.WRONG
    assert "아무것도 가져오지 않았습니다" in said


def test_notebooks_of_the_tree_are_notebooks() -> None:
    nbformat.validate(json.loads(notebook("x")))
