"""What is done with files, and that both ends agree after it."""

import hashlib
import os
import sys

import pytest

from tests.integration.storage.contract.homes import ContractHome
from tests.integration.storage.contract.limits import Ability

_MEBIBYTE = 1024 * 1024
#: Writes each line to a file that it opened before.
_LOG = """import sys
with open("log.txt", "ab", buffering=0) as log:
    for line in sys.stdin:
        log.write(line.encode())
        print("done", flush=True)
"""


@pytest.mark.parametrize("size", [0, 1, 64 * _MEBIBYTE], ids=["0 B", "1 B", "64 MiB"])
def test_a_file_of_any_size(home: ContractHome, size: int) -> None:
    content = os.urandom(size)
    home.student.write("data.bin", content)
    home.is_everywhere("data.bin", content)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_file_of_2_gb(home: ContractHome) -> None:
    content = os.urandom(_MEBIBYTE) * 2048
    home.student.write("data.bin", content)
    home.is_everywhere("data.bin", content)


def test_a_file_that_the_platform_wrote(home: ContractHome) -> None:
    home.platform.write("a/handout.md", b"1")
    home.is_everywhere("a/handout.md", b"1")
    home.platform.write("a/handout.md", b"22")
    home.is_everywhere("a/handout.md", b"22")


def test_rename(home: ContractHome) -> None:
    home.student.write("a.txt", b"a")
    home.student.settle()
    home.student.rename("a.txt", "b.txt")
    home.is_everywhere("b.txt", b"a")
    assert "a.txt" not in home.platform.paths() | home.student.paths()


def test_rename_over_another_file(home: ContractHome) -> None:
    home.student.write("a.txt", b"new")
    home.student.write("b.txt", b"old")
    home.student.settle()
    home.student.delete("b.txt")
    home.student.rename("a.txt", "b.txt")
    home.is_everywhere("b.txt", b"new")
    assert "a.txt" not in home.platform.paths() | home.student.paths()


def test_replace(home: ContractHome) -> None:
    home.student.write("a.txt", b"old")
    home.student.settle()
    home.student.write("a.txt", b"new")
    home.is_everywhere("a.txt", b"new")


def test_append(home: ContractHome) -> None:
    home.needs(Ability.FOLDER)
    home.student.write("log.txt", b"one\n")
    home.student.settle()
    home.run("sh", "-c", "echo two >> log.txt")
    home.is_everywhere("log.txt", b"one\ntwo\n")


def test_append_while_the_file_stays_open(home: ContractHome) -> None:
    home.needs(Ability.FOLDER)
    home.student.write("log.txt", b"")
    with home.program(sys.executable, "-c", _LOG) as program:
        for number in range(3):
            program.does(f"{number}")
            home.student.settle()
    home.is_everywhere("log.txt", b"0\n1\n2\n")


def test_truncate(home: ContractHome) -> None:
    home.needs(Ability.FOLDER)
    home.student.write("a.txt", b"0123456789")
    home.student.settle()
    home.run("truncate", "--size=4", "a.txt")
    home.is_everywhere("a.txt", b"0123")


@pytest.mark.parametrize("who", ["student", "platform"])
def test_delete(home: ContractHome, who: str) -> None:
    home.student.write("a.txt", b"a")
    home.student.write("b.txt", b"b")
    home.student.settle()
    (home.student if who == "student" else home.platform).delete("a.txt")
    home.is_everywhere("b.txt", b"b")
    assert "a.txt" not in home.platform.paths() | home.student.paths()


def test_move_of_a_tree(home: ContractHome) -> None:
    files = {
        f"{folder}/{number}.txt": f"{folder}{number}"
        for folder in ("a", "b/c")
        for number in range(5)
    }
    for path, text in files.items():
        home.student.write(f"old/{path}", text.encode())
    home.student.settle()
    home.student.rename("old", "새 폴더")
    home.student.settle()
    home.student.move_to_another_host()
    moved = {f"새 폴더/{path}" for path in files}
    assert {path for path in home.platform.paths() if path.endswith(".txt")} == moved
    assert {path for path in home.student.paths() if path.endswith(".txt")} == moved
    for path, text in files.items():
        assert home.student.digest(f"새 폴더/{path}") == hashlib.sha256(text.encode()).hexdigest()


def test_a_file_becomes_a_folder_and_a_folder_a_file(home: ContractHome) -> None:
    home.student.write("a", b"file")
    home.student.write("b/x.txt", b"folder")
    home.student.settle()
    home.student.delete("a")
    home.student.write("a/x.txt", b"1")
    home.student.rename("b", "c")
    home.student.write("b", b"2")
    home.is_everywhere("a/x.txt", b"1")
    home.is_everywhere("b", b"2")


def test_an_empty_folder_stays_where_it_is(home: ContractHome) -> None:
    home.student.make_folder("빈 폴더/안")
    home.student.settle()
    assert home.student.has_folder("빈 폴더/안")


def test_an_empty_folder_is_on_another_host(home: ContractHome) -> None:
    home.needs(Ability.EMPTY_FOLDERS)
    home.student.make_folder("빈 폴더/안")
    home.student.move_to_another_host()
    assert home.student.has_folder("빈 폴더/안")


def test_a_link_stays_where_it_is(home: ContractHome) -> None:
    home.needs(Ability.FOLDER)
    home.student.write("a.txt", b"a")
    home.run("ln", "-s", "a.txt", "link")
    home.run("ln", "-s", "/no/such/file", "nowhere")
    home.run("ln", "-s", ".", "loop")
    home.student.settle()
    assert home.student.digest("link") == home.student.digest("a.txt") is not None
    assert {"link", "nowhere", "loop"}.isdisjoint(home.platform.paths())


def test_a_link_is_on_another_host(home: ContractHome) -> None:
    home.needs(Ability.LINKS)
    home.student.write("a.txt", b"a")
    home.run("ln", "-s", "a.txt", "link")
    home.student.move_to_another_host()
    assert home.student.digest("link") == home.student.digest("a.txt") is not None


def test_a_program_stays_executable(home: ContractHome) -> None:
    home.student.write("run.sh", b"#!/bin/sh\necho ran\n")
    home.run("chmod", "+x", "run.sh")
    home.student.settle()
    assert home.run("./run.sh") == "ran\n"


def test_a_program_is_executable_on_another_host(home: ContractHome) -> None:
    home.needs(Ability.EXECUTABLE)
    home.student.write("run.sh", b"#!/bin/sh\necho ran\n")
    home.run("chmod", "+x", "run.sh")
    home.student.move_to_another_host()
    assert home.run("./run.sh") == "ran\n"


def test_what_is_no_file_stops_nothing(home: ContractHome) -> None:
    home.needs(Ability.PIPES)
    home.run("mkfifo", "pipe")
    home.student.write("a.txt", b"a")
    home.is_everywhere("a.txt", b"a")
    assert "pipe" not in home.platform.paths()
