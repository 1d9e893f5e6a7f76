"""Whether mounts that the storage agent makes reach containers that run already."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from hub_ext.doctor.findings import Finding

_MOUNTS: Final = Path("/proc/self/mountinfo")
#: How the kernel writes a blank, a tab, a line end and a backslash.
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_DEAD: Final = frozenset({errno.ENOTCONN, errno.EIO, errno.ESTALE})


def look_at_mounts(data: Path, storage: str, mounts: Path = _MOUNTS) -> Sequence[Finding]:
    """See how mounts below the data folder travel, and whether those of lessons live.

    Parameters
    ----------
    data
        ``HUB_DATA_DIR``.
    storage
        The name of the storage agent's container.
    mounts
        The kernel's list.
    """
    point, shared = propagation(data, mounts.read_text(encoding="utf-8", errors="surrogateescape"))
    if not shared:
        return [Finding("mounts", "mounts-private", {"point": point})]
    if dead := list(_dead(data / "lessons")):
        fields = {"folders": ", ".join(dead), "storage": storage}
        return [Finding("mounts", "mounts-dead", fields)]
    return [Finding("mounts", "mounts-ok", {"folder": str(data)})]


def propagation(folder: Path, mountinfo: str) -> tuple[str, bool]:
    """Return the mount point that a folder is on, and whether what is mounted there travels.

    Parameters
    ----------
    folder
        An absolute path.
    mountinfo
        As in proc(5): the fifth word of a line is the mount point, and the words from the seventh to
        a ``-`` say to whom it passes mounts on. Of two mounts at one point the later one is seen.

    Notes
    -----
    ``master`` is the folder of a machine around this container, which that machine shares.
    """
    point, shared = "/", False
    for line in mountinfo.splitlines():
        words = line.split(" ")
        at = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), words[4])
        if len(at) >= len(point) and folder.is_relative_to(at):
            fields = words[6 : words.index("-", 6)]
            point = at
            shared = any(field.startswith(("shared:", "master:")) for field in fields)
    return point, shared


def _dead(lessons: Path) -> Iterable[str]:
    """Return the mounts of lessons whose program has died."""
    try:
        folders = sorted(lessons.iterdir())
    except OSError:
        return
    for folder in folders:
        try:
            next(folder.iterdir(), None)
        except OSError as error:
            if error.errno in _DEAD:
                yield str(folder)
