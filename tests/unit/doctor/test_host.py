"""Room, mounts and ports of a machine."""

import os
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.doctor.host.mounts import look_at_mounts, propagation
from hub_ext.doctor.host.ports import Port, look_at_ports
from hub_ext.doctor.host.space import (
    data_root,
    in_words,
    look_at_disk,
    look_at_inodes,
    look_at_memory,
    of_disk,
    of_inodes,
)

GIB = 1024**3
FOLDER = Path("/var/lib/eduhub")


def room(size: int = 100 * GIB, free: int = 50 * GIB, inodes: int = 1000, left: int = 900) -> Any:
    return SimpleNamespace(
        f_frsize=4096, f_blocks=size // 4096, f_bavail=free // 4096, f_files=inodes, f_favail=left
    )


@pytest.mark.parametrize(
    ("size", "free", "code"),
    [
        (100 * GIB, 50 * GIB, "disk-ok"),
        (100 * GIB, 9 * GIB, "disk-low"),
        (100 * GIB, GIB // 2, "disk-full"),
        # A tenth of a large disk is plenty.
        (4000 * GIB, 100 * GIB, "disk-ok"),
        (4000 * GIB, 15 * GIB, "disk-low"),
        # A small one is not full as soon as it has less than a gigabyte.
        (4 * GIB, 3 * GIB // 4, "disk-ok"),
        (4 * GIB, GIB // 4, "disk-low"),
        (4 * GIB, GIB // 32, "disk-full"),
    ],
)
def test_how_full_a_disk_is(size: int, free: int, code: str) -> None:
    found = of_disk(FOLDER, room(size, free))
    assert (found.check, found.code) == ("disk", code)


@given(st.integers(2**20, 2**50), st.integers(0, 100), st.integers(0, 100))
def test_less_room_is_never_better(size: int, one: int, other: int) -> None:
    order = ["disk-ok", "disk-low", "disk-full"]
    more, less = (
        order.index(of_disk(FOLDER, room(size, size * share // 100)).code)
        for share in sorted((one, other), reverse=True)
    )
    assert more <= less


@pytest.mark.parametrize(
    ("settings", "folder"),
    [
        ('{"data-root": "/data/docker", "live-restore": true}', "/data/docker"),
        ('{"live-restore": true}', "/var/lib/docker"),
        ('["data-root"]', "/var/lib/docker"),
        ("{", "/var/lib/docker"),
        (None, "/var/lib/docker"),
    ],
)
def test_where_the_engine_keeps_its_own(tmp_path: Path, settings: str | None, folder: str) -> None:
    file = tmp_path / "daemon.json"
    if settings is not None:
        file.write_text(settings)
    assert data_root(file) == Path(folder)


@pytest.mark.parametrize(
    ("inodes", "left", "code"),
    [(1000, 900, "inodes-ok"), (1000, 30, "inodes-low"), (1000, 3, "inodes-full"), (0, 0, "inodes-ok")],
)  # fmt: skip
def test_how_many_files_there_can_be(inodes: int, left: int, code: str) -> None:
    assert of_inodes(FOLDER, room(inodes=inodes, left=left)).code == code


def test_this_machine_has_a_disk_and_a_data_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    [found] = look_at_disk(tmp_path / "nothing", [])
    assert found.code == "disk-missing"
    assert look_at_disk(tmp_path, [tmp_path / "nothing"])
    assert look_at_inodes([tmp_path, tmp_path / "nothing"])


@pytest.mark.parametrize(
    ("available", "code"), [(50, "memory-ok"), (10, "memory-low"), (3, "memory-full")]
)
def test_how_much_memory_there_is(tmp_path: Path, available: int, code: str) -> None:
    file = tmp_path / "meminfo"
    file.write_text(f"MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: {available * 10} kB\n")
    [found] = look_at_memory(file)
    assert found.code == code


def test_the_kernels_own_list_of_memory_is_understood() -> None:
    [found] = look_at_memory()
    assert found.check == "memory"


@given(st.integers(0, 2**60))
def test_sizes_have_a_unit(size: int) -> None:
    number, unit = in_words(size).split()
    assert float(number) >= 0
    assert unit in {"GB", "MB", "kB"}


MOUNTS = """\
22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:30 / /var/lib rw - ext4 /dev/sdb1 rw
31 30 0:31 / /var/lib/two\\040words rw shared:5 master:2 - ext4 /dev/sdc1 rw
32 30 0:32 / /var/lib/slave rw master:9 - ext4 /dev/sdd1 rw
33 30 0:33 / /var/lib/late rw shared:7 - ext4 /dev/sde1 rw
34 33 0:34 / /var/lib/late rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("folder", "point", "shared"),
    [
        ("/srv/eduhub", "/", True),
        ("/var/lib/eduhub", "/var/lib", False),
        # No part of the path only begins like the mount point.
        ("/var/library", "/", True),
        ("/var/lib/two words/eduhub", "/var/lib/two words", True),
        ("/var/lib/slave/eduhub", "/var/lib/slave", True),
        # What was mounted later at the same point is what is seen.
        ("/var/lib/late", "/var/lib/late", False),
    ],
)
def test_how_mounts_travel(folder: str, point: str, shared: bool) -> None:
    assert propagation(Path(folder), MOUNTS) == (point, shared)


def test_a_mount_that_is_private_is_named_with_its_point(tmp_path: Path) -> None:
    list_of_mounts = tmp_path / "mountinfo"
    list_of_mounts.write_text(MOUNTS)
    [found] = look_at_mounts(Path("/var/lib/eduhub"), "eduhub-storage-1", list_of_mounts)
    assert found.code == "mounts-private"
    assert found.fields == {"point": "/var/lib"}


def test_the_kernels_own_list_of_mounts_is_understood(tmp_path: Path) -> None:
    text = Path("/proc/self/mountinfo").read_text()
    point, _ = propagation(tmp_path, text)
    assert tmp_path.is_relative_to(point)
    assert os.path.ismount(point)


def test_lessons_whose_program_died_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only a FUSE program that was killed leaves such a folder.
    list_of_mounts = tmp_path / "mountinfo"
    list_of_mounts.write_text(MOUNTS)
    (tmp_path / "lessons/DataAnalysis").mkdir(parents=True)
    (tmp_path / "lessons/Python").mkdir()
    really = Path.iterdir

    def listed(folder: Path) -> Any:
        if folder.name == "DataAnalysis":
            raise OSError(107, "Transport endpoint is not connected")
        return really(folder)

    monkeypatch.setattr(Path, "iterdir", listed)
    [found] = look_at_mounts(tmp_path, "eduhub-storage-1", list_of_mounts)
    assert found.code == "mounts-dead"
    assert found.fields["folders"] == str(tmp_path / "lessons/DataAnalysis")


def test_a_port_of_somebody_else_is_named_with_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number = listener.getsockname()[1]
        port = Port("proxy", "HUB_PORT", "127.0.0.1", number)
        [found] = look_at_ports([port], running=())
        assert found.code == "port-taken"
        assert found.fields == {"service": "proxy", "port": number, "setting": "HUB_PORT"}
        # What runs has its port.
        [found] = look_at_ports([port], running={"proxy"})
        assert found.code == "port-ok"
    [found] = look_at_ports([port], running=())
    assert found.code == "port-ok"
