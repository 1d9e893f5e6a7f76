"""The versions of one instance that were deployed: their files, their order, and the way back.

``.run/INSTANCE/deployed`` names the present one; ``.run/INSTANCE/releases/VERSION/`` has the compose
file and the settings that it ran with, which version came before it, and the hub's database as it was
when the version was left.
"""

import re
import shutil
from pathlib import Path
from typing import Final

from hub_ext.whole_files import write_file

#: What Docker accepts as a tag, and a folder's name everywhere.
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,126}")
_FILES: Final = ("docker-compose.yml", "*.env")
_BEFORE: Final = "before"


class ReleaseError(Exception):
    """There is no such version, or no way back; the text says so to the operator."""


class Releases:
    """The versions of one instance.

    Parameters
    ----------
    run
        ``.run/INSTANCE``.
    """

    def __init__(self, run: Path) -> None:
        self._run = run
        self._pointer = run / "deployed"

    @property
    def current(self) -> str:
        """The version that is deployed; "" before the first."""
        return self._pointer.read_text().strip() if self._pointer.exists() else ""

    def folder(self, version: str) -> Path:
        """Where the files of one version are.

        Raises
        ------
        ReleaseError
            If this is no version's name.
        """
        if not _VERSION.fullmatch(version):
            raise ReleaseError(f"{version!r} is not a version")
        return self._run / "releases" / version

    def record(self, version: str) -> None:
        """Keep the files that the instance has now as those of `version`, which is deployed.

        A version that is deployed again keeps the one that it came after.
        """
        folder, before = self.folder(version), self.current
        folder.mkdir(parents=True, exist_ok=True)
        _copy(self._run, folder)
        if before != version:
            write_file(folder / _BEFORE, before)
        write_file(self._pointer, version)

    def before(self) -> str:
        """The version to go back to.

        Raises
        ------
        ReleaseError
            If nothing was deployed before the present one, or its files are gone.
        """
        current = self.current
        if not current:
            raise ReleaseError("this instance was never deployed")
        before = self._before(current)
        if not before or not self.folder(before).is_dir():
            raise ReleaseError(f"nothing is kept of a version before {current}")
        return before

    def go_back(self) -> str:
        """Give the instance the files of the version before, which is deployed from now on.

        Raises
        ------
        ReleaseError
            As `before`.
        """
        before = self.before()
        _copy(self.folder(before), self._run)
        write_file(self._pointer, before)
        return before

    def again(self) -> None:
        """Give the instance the files of the present version once more, after a change of them that broke off."""
        if self.current:
            _copy(self.folder(self.current), self._run)

    def obsolete(self, keep: int) -> list[str]:
        """Return all versions but the present one and those before it, `keep` in all."""
        kept: list[str] = []
        version = self.current
        # Who deploys the version before, instead of going back, has two that came after each other.
        while version and version not in kept and len(kept) < keep:
            kept.append(version)
            version = self._before(version)
        found = sorted((self._run / "releases").glob("*/"))
        return [folder.name for folder in found if folder.name not in kept]

    def forget(self, version: str) -> None:
        """Remove the files of a version that is obsolete.

        Raises
        ------
        ReleaseError
            If it is the present one.
        """
        if version == self.current:
            raise ReleaseError(f"{version} is deployed")
        shutil.rmtree(self.folder(version))

    def _before(self, version: str) -> str:
        file = self.folder(version) / _BEFORE
        return file.read_text().strip() if file.exists() else ""


def _copy(source: Path, target: Path) -> None:
    for pattern in _FILES:
        for file in source.glob(pattern):
            write_file(target / file.name, file.read_text())
