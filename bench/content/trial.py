"""One try: the same objects copied by rclone alone and by the tool, between two real stores."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub_ext.command.exits import Exit
from hub_ext.command.output import Output
from hub_ext.content.copy import CopyResult, copy
from hub_ext.content.keys import Selection
from hub_ext.content.rclone import Limits, environment
from hub_ext.content.sides import sides_of
from hub_ext.content.store import Store
from hub_ext.content.verify import verify
from hub_ext.settings import ToolsSettings
from tests.integration.storage.objectstore import ACCESS_KEY, BUCKET, SECRET_KEY, ObjectStore

WAYS: Final = ("rclone alone", "eduhub content copy")
#: What follows a copy in the migration guide.
STEPS: Final = ("copy again", "verify")


@dataclass(frozen=True)
class Material:
    """Objects of one size.

    Attributes
    ----------
    name
        What the results call it.
    count, size
        How many, and their bytes.
    """

    name: str
    count: int
    size: int


@dataclass(frozen=True)
class Sample:
    """One copy's time in seconds."""

    material: Material
    way: str
    number: int
    seconds: float


class Trial:
    """Copies between a source and a target.

    Parameters
    ----------
    source, target
        The stores, both on this machine.
    """

    def __init__(self, source: ObjectStore, target: ObjectStore) -> None:
        self._source = source
        settings = ToolsSettings(
            hub_mode="dev",
            s3_endpoint_url=target.endpoint,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            bucket_name=BUCKET,
            hub_source_endpoint_url=source.endpoint,
            hub_source_bucket=BUCKET,
            hub_source_access_key_id=ACCESS_KEY,
            hub_source_secret_access_key=SECRET_KEY,
        )
        self._sides = sides_of(settings)
        here, there = self._sides
        self._stores = Store(here, "en"), Store(there, "en")

    def run(self, material: Material, number: int) -> Sequence[Sample]:
        """Copy new objects in both ways, and in the other order every second time."""
        prefix = f"{material.name.replace(' ', '-')}-{number}/"
        self._put(prefix, material)
        ways: dict[str, Callable[[str], None]] = dict(
            zip(
                (*WAYS, *STEPS),
                (self._by_rclone, self._by_tool, self._again, self._verify),
                strict=True,
            )
        )
        samples = []
        for way in (*(WAYS if number % 2 == 0 else reversed(WAYS)), *STEPS):
            started = time.monotonic()
            ways[way](prefix)
            samples.append(Sample(material, way, number, time.monotonic() - started))
        return samples

    def _put(self, prefix: str, material: Material) -> None:
        def put(one: int) -> None:
            body = os.urandom(material.size)
            key = f"{prefix}{one // 200:04}/{one:06}"
            self._source.platform.put_object(Bucket=BUCKET, Key=key, Body=body)

        with ThreadPoolExecutor(4) as threads:
            for _ in threads.map(put, range(material.count)):
                pass

    def _by_rclone(self, prefix: str) -> None:
        with tempfile.TemporaryDirectory(prefix="bench-content-") as folder:
            command = [
                *("rclone", "copy", f"source:{BUCKET}/{prefix}", f"target:{BUCKET}/bare/{prefix}"),
                # As much at once as the tool has.
                *("--metadata", "--transfers", "16", "--checkers", "32"),
            ]
            subprocess.run(command, env=self._environment(folder), check=True)

    def _environment(self, folder: str) -> dict[str, str]:
        return environment(*self._sides, Path(folder), Limits())

    def _by_tool(self, prefix: str) -> None:
        result = self._copy(prefix)
        if result.copied != result.to_copy or not result.copied:
            raise RuntimeError(f"the tool copied {result.copied} of {result.to_copy} objects")

    def _again(self, prefix: str) -> None:
        if self._copy(prefix).to_copy:
            raise RuntimeError("the copy left something to be copied")

    def _copy(self, prefix: str) -> CopyResult:
        output = Output("en", as_json=True)
        return copy(*self._stores, Selection([prefix]), Limits(), output, dry_run=False)

    def _verify(self, prefix: str) -> None:
        output = Output("en", as_json=True)
        result = verify(*self._stores, Selection([prefix]), output, report=None, headers=True)
        if result.status() is not Exit.WELL:
            raise RuntimeError("the copy is not equal")
