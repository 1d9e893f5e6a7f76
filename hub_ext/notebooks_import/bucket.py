"""The platform's bucket: what is in a home, and files that go there and replace nothing."""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hub_ext.settings import ObjectStoreSettings
from hub_ext.storage.errors import StorageError
from hub_ext.storage.failures import code_of
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.process import REMOTE, command, environment

#: The store refuses what would replace something, which it can for one request of up to 5 GB only.
_NEW_ONLY: Final = (
    *("--header-upload", "If-None-Match: *"),
    *("--no-check-dest", "--s3-upload-cutoff=4900Mi", "--s3-no-check-bucket"),
)
_PASSED_ON: Final = 2000


class Bucket:
    """The bucket, through rclone.

    Parameters
    ----------
    settings
        Where it is, and its keys.
    folder
        Of this run, for links to what is on its way.
    """

    def __init__(self, settings: ObjectStoreSettings, folder: Path) -> None:
        self._root = f"{REMOTE}:{settings.bucket_name}"
        self._environment = environment(settings, folder)
        self._folder = folder

    def digests(self, user_id: str) -> dict[str, str]:
        """Return the MD5 of every file in a home; ``""`` of one that the store does not tell.

        Raises
        ------
        StorageError
            If the store does not answer.
        """
        said = self._run(
            "lsjson",
            f"{self._root}/{HomeLayout(user_id).prefix}",
            *("--recursive", "--files-only", "--no-modtime", "--no-mimetype"),
            *("--hash", "--hash-type=md5"),
        )
        return {
            entry["Path"]: (entry.get("Hashes") or {}).get("md5", "") for entry in json.loads(said)
        }

    def digest(self, user_id: str, path: str) -> str:
        """Return the MD5 of one file that the store does not tell: it is read.

        Raises
        ------
        StorageError
            If the store does not answer.
        """
        key = f"{self._root}/{HomeLayout(user_id).file(path)}"
        return self._run("hashsum", "md5", "--download", key).split()[0]

    def put(self, user_id: str, files: Mapping[str, Path]) -> None:
        """Copy files to their paths in a home, each unless there is one.

        Raises
        ------
        StorageError
            If one of them did not arrive; others may have.
        """
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            for path, place in files.items():
                link = Path(name, path)
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(place.absolute())
            prefix = f"{self._root}/{HomeLayout(user_id).prefix}"
            self._run("copy", name, prefix, "--copy-links", *_NEW_ONLY)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            command(*arguments, "--log-level=ERROR"),
            env=self._environment | {"TMPDIR": os.fspath(self._folder)},
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            return done.stdout.decode()
        said = done.stderr.decode("utf-8", "replace")[-_PASSED_ON:]
        last = said.strip().splitlines()[-1] if said.strip() else arguments[0]
        raise StorageError(code_of(said), last)
