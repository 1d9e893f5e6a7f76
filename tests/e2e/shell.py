"""A student with a shell: the programs of `tests.e2e.inside`, run where their kernels run."""

import json
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from tests.e2e.person import Person
from tests.waiting import eventually

_PROGRAMS: Final = Path(__file__).parent / "inside"
#: Beside nothing that a student has: in memory, and gone with the container.
_FOLDER: Final = "/tmp/inside"  # noqa: S108
_BEGIN: Final = """
import json, pathlib, subprocess, sys
folder = pathlib.Path({folder!r}); folder.mkdir(exist_ok=True)
for name, text in {files!r}.items(): (folder / name).write_text(text)
asked = folder / "asked.json"; asked.write_text({asked!r})
(folder / "said.json").unlink(missing_ok=True)
running = subprocess.Popen([sys.executable, "-m", "inside.{program}"], cwd="/tmp", stdin=asked.open(),
    stdout=(folder / "said.json").open("w"), stderr=(folder / "errors").open("w"))
"""
_LOOK: Final = """
ended = running.poll()
print(json.dumps([ended, (folder / "said.json").read_text(), (folder / "errors").read_text()[-4000:]]))
"""


class Found(BaseModel):
    """What a program says.

    Attributes
    ----------
    attempts
        How many things were tried.
    got
        What of it led somewhere; nothing should have.
    names
        What has an address, where a program asks for names.
    kinds
        How many attempts of each kind.
    """

    attempts: int
    got: list[str]
    names: list[str] = []
    kinds: dict[str, int] = {}


async def run_inside(
    student: Person, kernel: str, program: str, asked: Any, seconds: float = 60
) -> Found:
    """Run a program of `tests.e2e.inside` beside a kernel.

    Parameters
    ----------
    student, kernel
        Whose container, and something in it that runs Python.
    program
        Its name.
    asked
        What it reads from its standard input, as JSON.
    seconds
        How long it may take.

    Raises
    ------
    AssertionError
        With what it complained of, if it fails.
    """
    files = {file.name: file.read_text() for file in _PROGRAMS.glob("*.py")}
    code = _BEGIN.format(folder=_FOLDER, files=files, asked=json.dumps(asked), program=program)
    await student.execute(kernel, code)
    said = ""

    async def ended() -> bool:
        nonlocal said
        status, said, errors = json.loads(await student.execute(kernel, _LOOK))
        assert not status, f"{program} ended with {status}: {errors}"
        return status is not None

    await eventually(ended, seconds, f"{program} has ended", every=0.5)
    return Found.model_validate_json(said)
