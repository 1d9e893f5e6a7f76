"""A worker inside a container, seen from outside."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

#: Where every container has the bench's code, and what `bench.storage.material` made.
CODE: Final = "/srv/bench"
MATERIAL: Final = "/srv/material"


class Answer(BaseModel):
    """What became of a task; all three unset if there was nothing to measure."""

    seconds: float | None = None
    cut: bool = False
    failed: str = ""


@dataclass
class Worker:
    """A line to a worker; one task after the other."""

    process: subprocess.Popen[str]

    def ask(self, task: str, step: str, seed: str, limit: float) -> Answer:
        """Have a task done, or prepared, within `limit` seconds."""
        request = {"task": task, "step": step, "seed": seed, "limit": limit}
        return Answer.model_validate(self._exchange(request))

    def wait_until_ready(self) -> None:
        """Return when everything is imported; `RuntimeError` if it cannot be."""
        self._answer()

    def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None  # noqa: S101 - it is a pipe
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("a worker ended; what it wrote stands above")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def running_worker(container: str, home: str, *, by_contents: bool) -> Iterator[Worker]:
    """Start a worker in a container that runs, for one home; see `bench.storage.inside.place`."""
    place = {"home": home, "material": MATERIAL, "by_contents": by_contents}
    command = ["docker", "exec", "--interactive", "--env=PYTHONPATH=/srv", container]
    process = subprocess.Popen(
        [
            *command,
            "python",
            "-m",
            "bench.storage.inside",
            json.dumps(place | {"material": MATERIAL}),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Worker(process)
    finally:
        process.kill()
        process.communicate()
