"""Idle servers are stopped, and none during a lesson."""

import logging
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from traitlets.config import Config

from hub_ext.servers.idle import service
from hub_ext.servers.idle.arbiter import Arbiter, Clocks
from hub_ext.servers.warm.timetable import SEOUL, Timetable
from tests.unit.servers.conftest import make_settings

#: A Monday.
DAY = "2026-11-23"


def arbiter(tmp_path: Path, lessons: str, clock: str) -> Arbiter:
    file = tmp_path / "timetable.csv"
    file.write_text(lessons, "utf-8")
    now = datetime.fromisoformat(f"{DAY}T{clock}").replace(tzinfo=SEOUL)
    return Arbiter(Timetable(file, logging.getLogger("test")), lambda: now)


@pytest.mark.parametrize(
    ("clock", "minutes", "stopped"),
    [
        ("13:59:59", 61, True),
        ("13:59:59", 60, True),
        ("13:59:59", 59, False),
        ("14:00:00", 61, False),
        ("15:29:59", 600, False),
        ("15:30:00", 61, True),
    ],
)
def test_none_is_stopped_during_a_lesson(
    tmp_path: Path, clock: str, minutes: int, *, stopped: bool
) -> None:
    decides = arbiter(tmp_path, "101,월,14:00,15:30,30\n102,화,09:00,18:00,30\n", clock)
    idle = timedelta(minutes=minutes)
    assert decides(inactive=idle, inactive_limit=3600, server={}) is stopped


def test_a_timetable_that_cannot_be_read_keeps_nobody_alive(tmp_path: Path) -> None:
    decides = arbiter(tmp_path, "101,월,14:00\n", "14:30:00")
    assert decides(inactive=timedelta(hours=2), inactive_limit=3600, server={})


@pytest.mark.parametrize("jump", [2 * 3600, -2 * 3600], ids=["ahead", "back"])
def test_nobody_was_away_because_the_clock_jumped(tmp_path: Path, jump: int) -> None:
    wall, steady = [1_000_000.0], [50.0]
    idle, limit = timedelta(hours=2), 3600
    decides = Arbiter(
        Timetable(tmp_path / "none.csv", logging.getLogger("test")),
        clocks=Clocks(lambda: wall[0], lambda: steady[0]),
    )
    # Slowly put right, as a clock always is.
    for _ in range(100):
        wall[0] += 301
        steady[0] += 300
        assert decides(inactive=idle, inactive_limit=limit, server={})
    wall[0] += jump
    assert not decides(inactive=idle, inactive_limit=limit, server={})
    for clock in (wall, steady):
        clock[0] += limit - 1
    assert not decides(inactive=idle, inactive_limit=limit, server={})
    for clock in (wall, steady):
        clock[0] += 1
    assert decides(inactive=idle, inactive_limit=limit, server={})


def test_the_service_is_told_the_settings() -> None:
    c = Config()
    c.JupyterHub.services = []
    c.JupyterHub.load_roles = []
    service.configure(c, make_settings(hub_server_idle_minutes=90))
    (made,) = c.JupyterHub.services
    assert "--timeout=5400" in made["command"]
    (role,) = c.JupyterHub.load_roles
    assert role["services"] == [made["name"]]
    assert not [
        scope for scope in role["scopes"] if scope.startswith(("admin", "access", "delete:users"))
    ]


def test_the_culler_takes_its_configuration(tmp_path: Path) -> None:
    """In a process of its own, as the culler is one, without this project on its path."""
    program = (
        "import sys\n"
        "from jupyterhub_idle_culler import IdleCuller\n"
        "from traitlets.config.loader import PyFileConfigLoader\n"
        "config = PyFileConfigLoader(sys.argv[1]).load_config()\n"
        "print(type(IdleCuller(config=config).cull_arbiter_hook).__name__)\n"
    )
    file = Path(service.__file__).with_name("culler.py")
    shown = subprocess.run(
        [sys.executable, "-P", "-c", program, file],
        env={**os.environ, "PYTHONPATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert shown.stdout == "Arbiter\n", shown.stderr
