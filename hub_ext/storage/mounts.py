"""Mounts that the agent makes. They need CAP_SYS_ADMIN."""

import asyncio
import os
from pathlib import Path

from hub_ext.storage.errors import ErrorCode, StorageError

_MOUNT_TABLE = Path("/proc/self/mountinfo")
_POINT_COLUMN = 4


async def show_without_links(source: Path, target: Path) -> None:
    """Show a folder at another place, where no symbolic link is followed.

    A student owns their files and can turn a folder into a link between any two system calls of a
    sync. Seen through this mount every link is a dead end (`nosymfollow`, Linux 5.10), so neither
    the agent nor rclone can be led into another home or to a secret.

    Raises
    ------
    StorageError
        If it cannot be mounted.
    """
    await asyncio.to_thread(target.mkdir, parents=True, exist_ok=True)
    await unmount(target)
    await bind(source, target)
    await _run("mount", "--options", "remount,bind,nosymfollow,nosuid,nodev,noexec", str(target))


async def show_also(source: Path, target: Path) -> None:
    """Show a folder with everything that is mounted in it at another place, too.

    Raises
    ------
    StorageError
        If it cannot be mounted.
    """
    await unmount(target)
    await asyncio.to_thread(target.mkdir, parents=True, exist_ok=True)
    await _run("mount", "--rbind", str(source), str(target))


async def only_follow(target: Path) -> None:
    """Let a place that `show_also` made follow what happens at its source, and never the reverse.

    Without it, taking the place away would take away what is mounted in the source.
    """
    await _run("mount", "--make-rslave", str(target))


async def bind(source: Path, target: Path, *, read_only: bool = False) -> None:
    """Show a folder at another place; what is mounted in either later does not show in the other.

    Parameters
    ----------
    source, target
        Both are there.
    read_only
        Whether nothing can be changed through it.

    Raises
    ------
    StorageError
        If it cannot be mounted.
    """
    options = ["--options=ro"] if read_only else []
    await _run("mount", "--bind", "--make-private", *options, str(source), str(target))


async def show_in(source: Path, target: int) -> None:
    """Show a folder, and what is mounted in it now and later, at a folder that is held open.

    Raises
    ------
    StorageError
        If it cannot be mounted.
    """
    # With the dot it is a folder, and not the link to one that `move_mount` would not follow.
    point = f"/proc/self/fd/{target}/."
    options = ["--no-canonicalize", "--rbind", "--make-rslave"]
    await _run("mount", *options, str(source), point, keep=(target,))


async def make_read_only(target: Path) -> None:
    """Let nothing be changed through what is mounted at `target`.

    Raises
    ------
    StorageError
        If that cannot be, for example because nothing is mounted there.
    """
    await _run("mount", "--options", "remount,bind,ro", str(target))


async def unmount(target: Path) -> None:
    """Take away every mount at `target`, also one whose program died and one still in use."""
    while is_mounted(target):
        await _run("umount", "--lazy", str(target))


def is_mounted(target: Path) -> bool:
    """Tell whether anything is mounted at `target`; never blocks, whatever is."""
    wanted = os.fspath(target)
    lines = _MOUNT_TABLE.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    return any(_plain(line.split(" ")[_POINT_COLUMN]) == wanted for line in lines)


def _plain(text: str) -> str:
    """The kernel writes a space as ``\\040``."""
    return text.encode("latin-1", "replace").decode("unicode_escape") if "\\" in text else text


async def _run(*command: str, keep: tuple[int, ...] = ()) -> None:
    process = await asyncio.create_subprocess_exec(
        *command,
        pass_fds=keep,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    if process.returncode != 0:
        text = f"{' '.join(command)}: {errors.decode(errors='replace').strip()}"
        raise StorageError(ErrorCode.INTERNAL, text)
