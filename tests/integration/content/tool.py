"""The tool as an operator runs it, between two object stores."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.integration.storage.objectstore import ACCESS_KEY, BUCKET, SECRET_KEY, ObjectStore


@dataclass(frozen=True)
class Done:
    """How one run ended."""

    status: int
    out: str
    err: str

    @property
    def result(self) -> dict[str, Any]:
        return dict(json.loads(self.out))


@dataclass(frozen=True)
class Tool:
    """The tool with its settings."""

    source: ObjectStore
    target: ObjectStore

    def environment(self, **changed: str) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "LANG": "en_US.UTF-8",
            "PYTHONUTF8": "1",
            "HUB_MODE": "dev",
            "HUB_SOURCE_ENDPOINT_URL": self.source.endpoint,
            "HUB_SOURCE_REGION": "ap-northeast-2",
            "HUB_SOURCE_BUCKET": BUCKET,
            "HUB_SOURCE_ACCESS_KEY_ID": ACCESS_KEY,
            "HUB_SOURCE_SECRET_ACCESS_KEY": SECRET_KEY,
            "S3_ENDPOINT_URL": self.target.endpoint,
            "AWS_REGION": "kr",
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "BUCKET_NAME": BUCKET,
        } | changed

    def start(self, *arguments: str, **changed: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "hub_ext.command", "content", *arguments],
            env=self.environment(**changed),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **changed: str) -> Done:
        process = self.start(*arguments, **changed)
        out, err = process.communicate(timeout=3600)
        return Done(process.returncode, out, err)

    def run_json(self, *arguments: str) -> Done:
        return self.run(*arguments, "--json")


class PeakMemory:
    """The most memory that a process and its children had, in bytes, asked for while it runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.own = 0
        self.of_children = 0
        self._pid = process.pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            self.own = max(self.own, _peak(self._pid))
            for child in _children(self._pid):
                self.of_children = max(self.of_children, _peak(child))


def children(process: subprocess.Popen[str]) -> Sequence[int]:
    """Return the processes that a process started."""
    return _children(process.pid)


def _children(pid: int) -> Sequence[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return ()
    return [int(child) for child in text.split()]


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    values: Mapping[str, str] = dict(line.split(":", 1) for line in lines if ":" in line)
    return int(values.get("VmHWM", "0 kB").split()[0]) * 1024
