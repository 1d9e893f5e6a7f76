"""A folder of versions, each complete or not there."""

import gzip
import shutil
import time
from collections.abc import Collection
from pathlib import Path
from typing import Final

#: No server lives as long as this: one that is not used is stopped, and an image is not used for ever.
KEEP_SECONDS: Final = 60 * 24 * 3600
_COMPRESSED: Final = {".css", ".eot", ".html", ".js", ".json", ".svg", ".ttf"}


def publish(files: Path, version: str, folder: Path) -> None:
    """Copy `files` to `folder`/`version`, with a compressed form beside what is of a kind that gets smaller."""
    target = folder / version
    if not target.is_dir():
        half = folder / f".{version}"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(files, half)
        for file in list(half.rglob("*")):
            if file.suffix in _COMPRESSED:
                packed = gzip.compress(file.read_bytes(), 9, mtime=0)
                Path(f"{file}.gz").write_bytes(packed)
        half.rename(target)
    # For `forget`: when it was last the image's.
    target.touch()


def versions(folder: Path) -> list[str]:
    """Return the names of all versions, sorted."""
    return sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))


def forget(folder: Path, current: Collection[str], now: float | None = None) -> None:
    """Remove versions that have not been the image's for two months."""
    before = (time.time() if now is None else now) - KEEP_SECONDS
    for name in versions(folder):
        if name not in current and (folder / name).stat().st_mtime < before:
            shutil.rmtree(folder / name)
