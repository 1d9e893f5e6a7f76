"""Files that are written in one step: whoever reads one finds what was there before, or all of the new."""

import os
from collections import defaultdict
from pathlib import Path
from threading import Lock
from typing import Final

#: Threads take turns at a file: one that nobody waits for any more may still be writing.
_TURNS: Final[defaultdict[Path, Lock]] = defaultdict(Lock)


def put_whole(file: Path, content: bytes, mode: int) -> None:
    """Make `content` that of a file, which never has a part of it, also after a loss of power.

    Parameters
    ----------
    file
        Replaced if it is there; as it was if something fails.
    content
        All of it.
    mode
        Of the file, which nobody else can read at any time before.
    """
    new = file.with_name(f".{file.name}.new")
    with _TURNS[file]:
        new.unlink(missing_ok=True)
        try:
            new.touch(mode=0o600, exist_ok=False)
            with new.open("wb") as stream:
                os.fchmod(stream.fileno(), mode)
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            new.replace(file)
        except BaseException:
            new.unlink(missing_ok=True)
            raise


def write_file(file: Path, text: str) -> None:
    """Write a file that parts read, and leave it alone if it has this text.

    Notes
    -----
    Compose takes a changed file for a changed service, and a container sees the file that was there
    when it started.
    """
    if file.exists() and file.read_text() == text:
        return
    put_whole(file, text.encode(), 0o444)
