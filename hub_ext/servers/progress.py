"""What a person sees while their server starts, driven by what is really happening."""

import asyncio
from collections.abc import AsyncIterator
from enum import Enum
from typing import Any

from hub_ext.language import LanguageSetting, Message
from hub_ext.servers.messages import NOTICES, PROGRESS

type Event = dict[str, Any]

#: The percentage at which a start stands that waits for its turn.
_QUEUE = 5


class Phase(Enum):
    """The steps of a start; the value is the percentage at which each begins."""

    FILES = 10
    CONTAINER = 45
    SERVER = 60
    WAITING = 75

    @property
    def key(self) -> str:
        """The step's message in `hub_ext.servers.messages.PROGRESS`."""
        return self.name.lower()


class ProgressBoard:
    """The events of one start, for any number of pages that watch it, from its beginning.

    Parameters
    ----------
    setting
        Of the language: each page gets the lines in its own.
    """

    def __init__(self, setting: LanguageSetting) -> None:
        self._setting = setting
        self._events: list[tuple[Message, dict[str, object], Event]] = []
        self._finished = False
        self._changed = asyncio.Event()

    def begin(self, phase: Phase) -> None:
        """Show that `phase` has begun."""
        self._add(PROGRESS[phase.key], {"progress": phase.value})

    def queue(self, before: int, seconds: int) -> None:
        """Show that so many have their turn before, and in about how many seconds it is."""
        self._add(PROGRESS["queue"], {"progress": _QUEUE}, before=before, seconds=seconds)

    def notice(self, key: str) -> None:
        """Show one of `hub_ext.servers.messages.NOTICES` without moving the bar."""
        self._add(NOTICES[key], {})

    def finish(self) -> None:
        """Let everybody who watches go: the start has succeeded or failed."""
        self._finished = True
        self._wake()

    async def events(self) -> AsyncIterator[Event]:
        """Yield every event so far and to come; ends when the start has ended."""
        seen = 0
        while True:
            changed = self._changed
            while seen < len(self._events):
                message, fields, event = self._events[seen]
                # A copy: the hub's handler takes fields out of what it is given.
                yield event | {"message": message.in_language(self._setting.now(), **fields)}
                seen += 1
            if self._finished:
                return
            await changed.wait()

    def _add(self, message: Message, event: Event, **fields: object) -> None:
        self._events.append((message, fields, event))
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
