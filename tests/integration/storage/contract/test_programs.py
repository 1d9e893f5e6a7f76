"""Programs that know nothing of the object store."""

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import pytest

from tests.integration.storage.contract.homes import ContractHome
from tests.integration.storage.contract.limits import Ability

#: The test image's own Python environment has no pip.
_PIP = "/opt/uv/bin/pip"
_MANY = 5_000


#: Saves each line in a database that it opened before.
_SAVE_SCORES = """import sqlite3, sys
database = sqlite3.connect("성적.db")
database.execute("create table scores (name text, points integer)")
for line in sys.stdin:
    database.execute("insert into scores values (?, ?)", (f"학생 {int(line)}", int(line)))
    database.commit()
    print("done", flush=True)
database.close()
"""
_CHECK_SCORES = """import sqlite3
database = sqlite3.connect("성적.db")
(integrity,) = database.execute("pragma integrity_check").fetchone()
(scores,) = database.execute("select count(*) from scores").fetchone()
print(integrity, scores)
database.close()
"""


def test_sqlite(home: ContractHome) -> None:
    home.needs(Ability.FOLDER)
    with home.program(sys.executable, "-c", _SAVE_SCORES) as program:
        for number in range(20):
            program.does(f"{number}")
            if number % 10 == 0:
                home.student.settle()
    home.student.move_to_another_host()
    assert home.run(sys.executable, "-c", _CHECK_SCORES) == "ok 20\n"


def test_git_clone(home: ContractHome, tmp_path: Path) -> None:
    home.needs(Ability.FOLDER)
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents[:2]:
        folder.chmod(0o755)
    home.student.make_folder("origin")
    git = ("git", "-c", "user.name=김하늘", "-c", "user.email=haneul@example.com")
    home.run("git", "init", "--quiet", "--initial-branch=main", "origin")
    for number in range(20):
        home.student.write(f"origin/{number}/파일.txt", str(number).encode())
    home.run("git", "-C", "origin", "add", ".")
    home.run(*git, "-C", "origin", "commit", "--quiet", "--message=처음")
    home.run("git", "clone", "--quiet", "origin", "clone")
    home.student.move_to_another_host()
    assert home.run("git", "-C", "clone", "fsck", "--strict") == ""
    assert home.run("git", "-C", "clone", "status", "--porcelain") == ""
    home.student.write("clone/new.txt", b"new")
    home.run("git", "-C", "clone", "add", "new.txt")
    home.run(*git, "-C", "clone", "commit", "--quiet", "--message=다음")
    home.student.settle()
    assert "clone/new.txt" in home.platform.paths()


def test_pip_install(home: ContractHome) -> None:
    home.needs(Ability.FOLDER)
    wheel = "hello_eduhub-1.0-py3-none-any.whl"
    information = "hello_eduhub-1.0.dist-info"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("hello_eduhub/__init__.py", "GREETING = '안녕'\n")
        archive.writestr(
            f"{information}/METADATA", "Metadata-Version: 2.1\nName: hello-eduhub\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{information}/RECORD", "")
    home.student.write(wheel, content.getvalue())
    home.run(_PIP, "install", "--quiet", "--no-index", "--target=packages", wheel)
    home.student.move_to_another_host()
    program = "import hello_eduhub; print(hello_eduhub.GREETING)"
    assert (
        home.run(sys.executable, "-c", program, PYTHONPATH="packages", LANG="C.UTF-8") == "안녕\n"
    )


@pytest.mark.timeout(400)
@pytest.mark.long
@pytest.mark.timeout(600)
def test_unzip_of_5000_files(home: ContractHome) -> None:
    home.needs(Ability.FOLDER)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for number in range(_MANY):
            archive.writestr(f"images/{number % 50}/{number}.txt", f"{number}")
    home.student.write("images.zip", content.getvalue())
    home.run(sys.executable, "-m", "zipfile", "--extract", "images.zip", ".")
    home.student.settle()
    there = {path for path in home.platform.paths() if path.startswith("images/")}
    assert len(there) == _MANY
    home.student.move_to_another_host()
    here = {path for path in home.student.paths() if path.startswith("images/")}
    assert here == there
    assert home.student.digest("images/49/4999.txt") == hashlib.sha256(b"4999").hexdigest()
