"""A large dump takes little memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.users_check.dumps import HEAD, TAIL, create, insert, person

_ROOT = Path(__file__).resolve().parents[3]
_MEGABYTE = 1024 * 1024
#: Rows of one statement: more than a megabyte, as mysqldump's are.
_ROWS = 5000


def _write(file: Path, megabytes: int) -> int:
    """Write a dump of which half is of another table; return the number of people."""
    row = insert([person(4242, "student4242")]).partition("VALUES ")[2].rstrip(";\n")
    number = 1
    with file.open("w", encoding="utf-8") as written:
        written.write(HEAD + create())
        while written.tell() < megabytes * _MEGABYTE:
            rows = ",".join(row.replace("4242", str(n)) for n in range(number, number + _ROWS))
            number += _ROWS
            written.writelines(
                f"INSERT INTO `{table}` VALUES {rows};\n"  # noqa: S608 - a test's
                for table in ("Users", "Boards")
            )
        written.write(TAIL)
    return number - 1


#: A process's peak in its own words: what `wait4` says of it begins with its parent's.
_RUN = """
import sys
from hub_ext.command.application import run
assert run("en", ["users", "check", "--json", "--dump", sys.argv[1]]) == 1
status = open("/proc/self/status").read()
peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
print(int(peak) / 1024, file=sys.stderr)
"""


def _peak(file: Path) -> float:
    """Check a dump, and return the most memory that it took, in megabytes."""
    command = [sys.executable, "-W", "ignore", "-c", _RUN, str(file)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    # There are students and nobody else, and nothing else is wrong.
    codes = {found["code"] for found in json.loads(done.stdout)["findings"]}
    assert codes == {"nobody-admin", "centre-without-staff"}
    return float(done.stderr)


@pytest.mark.timeout(600)
def test_fifty_megabytes_take_less_than_a_hundred(tmp_path: Path) -> None:
    small, large = tmp_path / "small.sql", tmp_path / "large.sql"
    _write(small, 1)
    assert _write(large, 50) > 100_000
    assert _peak(large) - _peak(small) < 100
