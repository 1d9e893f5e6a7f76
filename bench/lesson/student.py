"""One student of a lesson: comes, works, leaves, comes back, and is gone at the end."""

import asyncio
from contextlib import suppress

from bench.lesson.channel import Channel
from bench.lesson.diary import StepFailedError
from bench.lesson.habits import Going, Whims
from bench.lesson.homework import Homework
from bench.lesson.room import Room
from bench.lesson.visit import Visit
from tests.e2e.person import Person


class Student:
    """Somebody with whims and a notebook.

    Parameters
    ----------
    user
        The login name.
    room, whims, homework
        Where, how and at what they work.
    """

    def __init__(self, user: str, room: Room, whims: Whims, homework: Homework) -> None:
        self.user = user
        self._room, self._whims, self._homework = room, whims, homework
        self._server_runs = False

    async def attend(self) -> None:
        """Be there until the lesson is over, and leave nothing running."""
        await self._room.rest(self._whims.arriving())
        while not self._room.over.done():
            with suppress(StepFailedError):
                await self._visit()
            await self._room.rest(self._whims.away())
        if self._server_runs:
            with suppress(StepFailedError):
                await self._come_back_to_stop()

    async def _visit(self) -> None:
        async with Person(self._room.url, self.user) as person:
            visit = Visit(person, self._room, self._homework)
            await visit.log_in()
            self._server_runs = True
            kernel = await visit.start()
            async with visit.page(kernel) as channel:
                going = await self._work(visit, channel)
            if going is Going.STOPS:
                await self._stop(visit)
            await visit.log_out()

    async def _work(self, visit: Visit, channel: Channel) -> Going:
        while True:
            await visit.round(channel)
            going = self._whims.going()
            if going is not Going.STAYS:
                return going
            await visit.rest(channel, self._whims.thinking())
            if self._room.over.done():
                await asyncio.sleep(self._whims.lingering())
                return Going.STOPS

    async def _come_back_to_stop(self) -> None:
        await asyncio.sleep(self._whims.lingering())
        async with Person(self._room.url, self.user) as person:
            visit = Visit(person, self._room, self._homework)
            await visit.log_in()
            await self._stop(visit)
            await visit.log_out()

    async def _stop(self, visit: Visit) -> None:
        await visit.stop()
        self._server_runs = False
