"""What all students of a lesson have in common."""

import asyncio
from dataclasses import dataclass

from bench.lesson.diary import Diary
from bench.lesson.store_watch import StoreWatch


@dataclass(frozen=True)
class Room:
    """Where they are, and what ends it.

    Attributes
    ----------
    url
        The hub's.
    over
        Done when the lesson is.
    """

    url: str
    diary: Diary
    watch: StoreWatch
    over: asyncio.Future[None]

    async def rest(self, seconds: float, *others: asyncio.Future[None]) -> None:
        """Do nothing for so long, or until the lesson is over or one of `others` is done."""
        await asyncio.wait(
            {self.over, *others}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
