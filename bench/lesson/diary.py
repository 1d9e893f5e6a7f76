"""What happens in a run: every step of everybody, how long it took, and what went wrong."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from tests.e2e.person import RefusedError


class Step(StrEnum):
    """What can be waited for, in the order of the page."""

    LOGIN = "log in"
    SERVER = "get a server"
    PAGE = "JupyterLab's page"
    OPEN = "open the notebook"
    KERNEL = "start a kernel"
    CONNECTION = "connect to the kernel"
    CELL = "run a cell"
    SAVE = "save the notebook"
    CHECKPOINT = "checkpoint after it"
    STORED = "until the store has a save"
    ASKS = "what an open page asks by itself"
    STOP = "stop the server"
    LOGOUT = "log out"
    HEALTH = "the hub's health"
    LAST = "what was saved last is in the store"
    PROGRAM = "the load generator itself"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of somebody.

    Attributes
    ----------
    at
        When it ended, by the machine's own clock.
    seconds
        How long it took.
    trouble
        What kind of thing went wrong; ``""`` if it was done.
    """

    at: float
    step: Step
    seconds: float
    trouble: str = ""


class StepFailedError(Exception):
    """A step was not done, which is written down; whoever wanted it closes the browser."""


class UnexpectedError(Exception):
    """Something answered, but not what it should have. The text is a kind, the same each time."""


class Diary:
    """Everything that happens, in the order in which it ends."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    @contextmanager
    def step(self, step: Step, who: str) -> Iterator[None]:
        """Write down how the block goes.

        Raises
        ------
        StepFailedError
            Instead of what the block raised.
        """
        started = time.monotonic()
        try:
            yield
        except Exception as error:
            self.fail(step, who, error, time.monotonic() - started)
            raise StepFailedError from error
        self.note(step, time.monotonic() - started)

    def note(self, step: Step, seconds: float) -> None:
        """Write down something that was done."""
        self.events.append(Event(time.monotonic(), step, seconds))

    def fail(self, step: Step, who: str, error: Exception, seconds: float = 0.0) -> None:
        """Write down something that was not done, and tell it."""
        kind = trouble_of(error)
        self.events.append(Event(time.monotonic(), step, seconds, kind))
        print(f"  {who}: {step}: {kind}: {str(error)[:300]}", flush=True)


def trouble_of(error: Exception) -> str:
    """Return what kind of error it is, in a few words that are the same each time."""
    match error:
        case RefusedError():
            return f"HTTP {error.status}"
        case UnexpectedError():
            return str(error)
        case _:
            return type(error).__name__
