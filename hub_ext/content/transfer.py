"""One batch of objects, copied by rclone; what became of each is read from its log."""

import contextlib
import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hub_ext.content.keys import key_of, rclone_name
from hub_ext.content.rclone import Limits, command, environment
from hub_ext.content.store import Store
from hub_ext.content.trouble import ObjectError, writing_refused
from hub_ext.language import Language

#: Seconds without any progress after which both stores are asked whether they are there.
_QUIET: Final = 10.0
_PROGRESS: Final = ("bytes", "transfers", "checks", "listed")
_LONGEST_REASON: Final = 300


@dataclass
class Outcome:
    """What became of a batch so far.

    Attributes
    ----------
    copied
        Keys.
    failed
        rclone's words by key.
    last
        rclone's last words about none of them.
    """

    copied: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    last: str = ""

    def states(self, batch: Mapping[str, int], status: int) -> dict[str, tuple[str, str]]:
        """Return the state and a detail of each key of the batch, see `hub_ext.content.plan`.

        ``silent`` is what rclone said nothing of.
        """
        states = {}
        for key in batch:
            if key in self.copied:
                states[key] = ("copied", "")
            elif key in self.failed:
                states[key] = ("failed", self.failed[key])
            else:
                states[key] = ("failed", self.last) if status else ("silent", "")
        return states


class Transfer:
    """Copies between two stores.

    Parameters
    ----------
    source, target
        From where, and to where.
    limits
        How.
    language
        Of what is raised.
    """

    def __init__(self, source: Store, target: Store, limits: Limits, language: Language) -> None:
        self._source = source
        self._target = target
        self._limits = limits
        self._language = language

    def run(
        self, batch: Mapping[str, int], copied: Callable[[int], None]
    ) -> dict[str, tuple[str, str]]:
        """Copy a batch, and return what became of each key.

        Parameters
        ----------
        batch
            Sizes in bytes by key.
        copied
            Called with the size of each object that was copied.

        Raises
        ------
        CommandError
            If one of the stores cannot be had; what was copied until then stays.
        """
        outcome = Outcome()
        with self._started(batch) as process:
            since, before = time.monotonic(), None
            for line in _lines(process):
                key = self._note(outcome, line)
                if key is not None and key in batch:
                    copied(batch[key])
                now = _progress(line)
                if now is not None and now != before:
                    since, before = time.monotonic(), now
                elif time.monotonic() - since > _QUIET:
                    self._check()
                    since = time.monotonic()
            status = process.wait()
        if status:
            self._check()
        states = outcome.states(batch, status)
        for key in [key for key, (state, _) in states.items() if state == "silent"]:
            states[key] = self._passed_over(key)
        return states

    def _passed_over(self, key: str) -> tuple[str, str]:
        # rclone says nothing of what is younger in the target, nor of what it does not find.
        try:
            self._target.headers(key)
        except ObjectError:
            return "failed", "rclone did not find it in the source"
        return "changed", ""

    @contextmanager
    def _started(self, batch: Mapping[str, int]) -> Iterator[subprocess.Popen[bytes]]:
        source, target = self._source.side, self._target.side
        with tempfile.TemporaryDirectory(prefix="eduhub-rclone-") as name:
            folder = Path(name)
            names = folder / "names"
            names.write_text("".join(f"{rclone_name(key)}\n" for key in batch))
            process = subprocess.Popen(
                command(source, target, names, self._limits),
                env=environment(source, target, folder, self._limits),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            with process:
                try:
                    yield process
                finally:
                    with contextlib.suppress(ProcessLookupError):
                        process.kill()

    def _note(self, outcome: Outcome, line: Mapping[str, Any]) -> str | None:
        """Keep what a line says; return the key that it says was copied."""
        text = str(line.get("msg", ""))[:_LONGEST_REASON]
        if "object" not in line:
            if line.get("level") in {"error", "critical"}:
                outcome.last = text
            return None
        key = key_of(str(line["object"]))
        if text.startswith(("Copied", "Multi-thread Copied")):
            outcome.copied.add(key)
            return key
        if line.get("level") == "error":
            outcome.failed[key] = text
            if "S3: PutObject" in text and "api error AccessDenied" in text:
                # No key of this store is for some objects only.
                raise writing_refused(self._target.side, self._language)
        return None

    def _check(self) -> None:
        self._source.check()
        self._target.check()


def _lines(process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    assert process.stderr is not None  # noqa: S101 - it is a pipe
    for line in process.stderr:
        try:
            yield json.loads(line)
        except ValueError:
            # Before its log is set up rclone writes plain text.
            yield {"level": "error", "msg": line.decode(errors="replace").strip()}


def _progress(line: Mapping[str, Any]) -> tuple[object, ...] | None:
    stats = line.get("stats")
    return tuple(stats.get(name) for name in _PROGRESS) if isinstance(stats, dict) else None
