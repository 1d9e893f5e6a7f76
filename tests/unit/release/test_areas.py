"""Areas of tests two at a time: what each prints comes whole, and one that fails keeps no other from being tried."""

import os
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[3] / "scripts/test-area"
#: In the place of pytest, so that its outcome is known: three lines, and `bad` fails.
_PYTEST = """#!/bin/sh
for last; do :; done
for line in 1 2 3; do echo "$last $line"; done
case "$*" in *bad*) exit 1 ;; *gone*) kill -9 $$ ;; esac
"""
_AREAS = ("tests/integration/good", "tests/bad -n 3", "tests/gone", "tests/integration/other")


def run(folder: Path) -> str:
    program = folder / "bin/pytest"
    program.parent.mkdir()
    program.write_text(_PYTEST)
    program.chmod(0o755)
    (folder / "artefacts/areas").mkdir(parents=True)
    done = subprocess.run(
        ["xargs", "-d", "\n", "-n", "1", "-P", "2", SCRIPT],
        cwd=folder,
        env=os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"},
        input="\n".join(_AREAS),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_every_area_is_tried_and_printed_whole(tmp_path: Path) -> None:
    printed = run(tmp_path)

    parts = [part.splitlines() for part in printed.split("== ")[1:]]
    tried = {part[0].partition(" ")[0]: part[1:] for part in parts}
    assert set(tried) == {area.partition(" ")[0] for area in _AREAS}
    for lines in tried.values():
        assert [line.rpartition(" ")[2] for line in lines[:3]] == ["1", "2", "3"]
    # Options go to pytest.
    assert tried["tests/bad"][0] == "3 1"


def test_what_failed_or_died_is_named_and_times_are_kept(tmp_path: Path) -> None:
    run(tmp_path)

    results = tmp_path / "artefacts/areas"
    assert set((results / "failed").read_text().split()) == {"tests/bad", "tests/gone"}
    assert len((results / "seconds").read_text().splitlines()) == len(_AREAS)
    assert (results / "integration-good.log").read_text().startswith("tests/integration/good 1")
