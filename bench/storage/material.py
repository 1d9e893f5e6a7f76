"""What is cloned, installed and unpacked: made anew for a run, always the same."""

import subprocess
import zipfile
from pathlib import Path
from typing import Final

from bench.storage.inside.texts import text

#: Any moment; a zip file knows none before 1980.
_MOMENT: Final = (2026, 3, 2, 9, 0, 0)
_MANY: Final = 5_000
_IN_WHEEL: Final = 300
_IN_REPOSITORY: Final = 200
_COMMITS: Final = 20
_BYTES: Final = 1_000


def make_material(folder: Path) -> None:
    """Make a zip of 5,000 files, a wheel of 300 modules, and a bare repository of 200 files."""
    _zip(folder / "many.zip", {f"data/{n // 100:02}/{n:04}.txt": _body(n) for n in range(_MANY)})
    _wheel(folder)
    _repository(folder / "lesson.git")


def _body(number: int) -> str:
    return text(f"line {number}", _BYTES)


def _zip(path: Path, files: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), body)


def _wheel(folder: Path) -> None:
    information = "lesson_tools-1.0.dist-info"
    files = {f"lesson_tools/part_{n:03}.py": f"VALUE = {n}\n" for n in range(_IN_WHEEL)}
    files[f"{information}/METADATA"] = "Metadata-Version: 2.1\nName: lesson-tools\nVersion: 1.0\n"
    files[f"{information}/WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{information}/RECORD"] = "".join(f"{name},,\n" for name in files)
    _zip(folder / "lesson_tools-1.0-py3-none-any.whl", files)


def _repository(bare: Path) -> None:
    work = bare.with_suffix(".work")
    _git("init", "--quiet", "--initial-branch=main", str(work))
    for number in range(_IN_REPOSITORY):
        (work / f"lesson_{number:03}.py").write_text(_body(number))
        if (number + 1) % (_IN_REPOSITORY // _COMMITS) == 0:
            _git("-C", str(work), "add", ".")
            _git("-C", str(work), "commit", "--quiet", f"--message=Lessons up to {number}")
    _git("clone", "--quiet", "--bare", "--no-hardlinks", str(work), str(bare))
    # Whoever clones it is somebody else, and git asks for that to be allowed.
    subprocess.run(["chown", "-R", "1000:1000", str(bare)], check=True)


def _git(*arguments: str) -> None:
    who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
    subprocess.run(["git", *who, *arguments], check=True)
