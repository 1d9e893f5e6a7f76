"""Room on this machine: bytes, inodes and memory."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from hub_ext.doctor.findings import Finding

_GIB: Final = 1024**3
#: Bytes below which nobody can work, and below which it is time to do something. Of a small disk
#: the share counts, of a large one the number.
_DISK_FULL: Final = (0.02, 1 * _GIB)
_DISK_LOW: Final = (0.10, 20 * _GIB)
#: Per cent.
_INODES_FULL: Final = 1
_INODES_LOW: Final = 5
_MEMORY_FULL: Final = 4
#: As the keeper of waiting servers has it: `hub_ext.servers.warm.keeper`.
_MEMORY_LOW: Final = 15

_MEMORY: Final = Path("/proc/meminfo")
_ENGINE_SETTINGS: Final = Path("/etc/docker/daemon.json")
_ENGINE_FOLDER: Final = "/var/lib/docker"


def data_root(file: Path = _ENGINE_SETTINGS) -> Path:
    """Return the folder in which the engine keeps images and containers, without asking the engine.

    Parameters
    ----------
    file
        Its settings; what cannot be read says nothing.
    """
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        settings = {}
    root = settings.get("data-root") if isinstance(settings, dict) else None
    return Path(root if isinstance(root, str) and root else _ENGINE_FOLDER)


def look_at_disk(data: Path, others: Iterable[Path]) -> Sequence[Finding]:
    """See how much room is left for people's files, and on the engine's disk.

    Parameters
    ----------
    data
        ``HUB_DATA_DIR``.
    others
        Further folders; those that cannot be seen from here are left out.
    """
    try:
        found = [of_disk(data, os.statvfs(data))]
    except OSError:
        return [Finding("disk", "disk-missing", {"folder": str(data)})]
    found += [of_disk(folder, os.statvfs(folder)) for folder in _visible(others)]
    bad = [finding for finding in found if finding.code != "disk-ok"]
    return bad or found[:1]


def of_disk(folder: Path, room: os.statvfs_result) -> Finding:
    """Return what a disk's numbers mean."""
    size, free = room.f_blocks * room.f_frsize, room.f_bavail * room.f_frsize
    code = "disk-ok"
    for low, meaning in ((_DISK_LOW, "disk-low"), (_DISK_FULL, "disk-full")):
        share, most = low
        if free < min(share * size, most):
            code = meaning
    return Finding("disk", code, {"folder": str(folder), "free": in_words(free)})


def look_at_inodes(folders: Iterable[Path]) -> Sequence[Finding]:
    """See how many more files there can be."""
    found = [of_inodes(folder, os.statvfs(folder)) for folder in _visible(folders)]
    bad = [finding for finding in found if finding.code != "inodes-ok"]
    return bad or [Finding("inodes", "inodes-ok")]


def of_inodes(folder: Path, room: os.statvfs_result) -> Finding:
    """Return what a disk's numbers mean; some file systems have no number of inodes."""
    percent = 100 * room.f_favail // room.f_files if room.f_files else 100
    code = "inodes-full" if percent < _INODES_FULL else "inodes-low"
    fields: dict[str, str | int] = {"folder": str(folder), "percent": percent}
    return Finding("inodes", "inodes-ok" if percent >= _INODES_LOW else code, fields)


def look_at_memory(file: Path = _MEMORY) -> Sequence[Finding]:
    """See how much memory programs can still have."""
    words = (line.split() for line in file.read_text(encoding="ascii").splitlines())
    kilobytes = {word[0].rstrip(":"): int(word[1]) for word in words if len(word) > 1}
    free, total = kilobytes["MemAvailable"], kilobytes["MemTotal"]
    percent = 100 * free // total
    code = "memory-full" if percent < _MEMORY_FULL else "memory-low"
    fields: dict[str, str | int] = {"free": in_words(free * 1024), "percent": percent}
    return [Finding("memory", "memory-ok" if percent >= _MEMORY_LOW else code, fields)]


def in_words(size: int) -> str:
    """Return a number of bytes as people read it."""
    for unit, bytes_of_unit in (("GB", _GIB), ("MB", 1024**2)):
        if size >= bytes_of_unit:
            return f"{size / bytes_of_unit:.1f} {unit}"
    return f"{size // 1024} kB"


def _visible(folders: Iterable[Path]) -> Iterable[Path]:
    """Leave out what is not here, as the engine's folder where it is another machine's, and what repeats."""
    seen = set()
    for folder in folders:
        try:
            device = os.stat(folder).st_dev  # noqa: PTH116 - Path.exists hides why it is not there
        except OSError:
            continue
        if device not in seen:
            seen.add(device)
            yield folder
