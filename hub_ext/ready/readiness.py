"""Asks the parts that the hub depends on, rarely and never for long."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from logging import Logger
from typing import Final, Literal

#: Seconds for which an answer holds: whoever asks more often is told the same again.
HOLDS: Final = 5.0
#: Seconds for one part.
PATIENCE: Final = 4.0

PartState = Literal["ok", "broken"]
Question = Callable[[], Awaitable[object]]


class Readiness:
    """Whether every part answers, as it was found a few seconds ago at most.

    Parameters
    ----------
    questions
        For each part what to await; whatever it raises means that the part does not work.
    log
        The operator's; a line when a part breaks, and one when it works again.
    holds, patience
        See `HOLDS` and `PATIENCE`.

    Notes
    -----
    Anybody may ask, as often as they like: there is one round of questions at a time, and the parts are
    asked once in `holds`.
    """

    def __init__(
        self,
        questions: Mapping[str, Question],
        log: Logger,
        *,
        holds: float = HOLDS,
        patience: float = PATIENCE,
    ) -> None:
        self._questions = dict(questions)
        self._log = log
        self._holds = holds
        self._patience = patience
        self._parts: dict[str, PartState] = {}
        self._found = -holds
        self._round: asyncio.Task[None] | None = None

    async def parts(self) -> Mapping[str, PartState]:
        """Return each part's state."""
        if time.monotonic() - self._found >= self._holds:
            if self._round is None:
                self._round = asyncio.create_task(self._ask_all(), name="readiness")
            # Whoever goes away does not take the answer from the others.
            await asyncio.shield(self._round)
        return self._parts

    async def _ask_all(self) -> None:
        try:
            states = await asyncio.gather(*map(self._ask, self._questions))
            self._parts = dict(zip(self._questions, states, strict=True))
            self._found = time.monotonic()
        finally:
            self._round = None

    async def _ask(self, name: str) -> PartState:
        try:
            async with asyncio.timeout(self._patience):
                await self._questions[name]()
        except Exception as error:
            if self._parts.get(name) != "broken":
                # What it says is for the log of the part itself, and may be long.
                reason = " ".join(str(error).split())[:200] or type(error).__name__
                self._log.error("The hub is not ready: %s does not work (%s)", name, reason)
            return "broken"
        if self._parts.get(name) == "broken":
            self._log.warning("%s works again", name)
        return "ok"
