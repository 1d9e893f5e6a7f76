"""One student at a browser, from the log-in form to leaving."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import cycle
from typing import Final
from urllib.parse import quote

from bench.lesson.channel import Channel, connected
from bench.lesson.diary import Step, StepFailedError, UnexpectedError
from bench.lesson.homework import Homework, digest_of
from bench.lesson.room import Room
from tests.e2e.person import Person, RefusedError

#: What an open page of JupyterLab asks in ten seconds: two extensions every five, the others once.
_ASKED: Final = (
    *("eduhub/home-state", "eduhub/visitors", "api/contents/?content=1", "api/sessions"),
    *("eduhub/home-state", "eduhub/visitors", "api/kernels"),
)
_ASKED_SECONDS: Final = 10.0
#: Seconds until a server that was told to stop has stopped, while everybody's does.
_STOP_LIMIT: Final = 180.0
#: The answer to asking for a server that runs.
_RUNS_ALREADY: Final = 400


class Visit:
    """What is done in one browser.

    Parameters
    ----------
    person
        With no cookies yet.
    room
        Where everything is written down.
    homework
        What is worked at.
    """

    def __init__(self, person: Person, room: Room, homework: Homework) -> None:
        self._person, self._room, self._homework = person, room, homework
        self._who = person.user

    async def log_in(self) -> None:
        """Open the form and send it."""
        with self._room.diary.step(Step.LOGIN, self._who):
            await self._person.log_in()

    async def start(self) -> str:
        """Get as far as a kernel for the notebook, and return the kernel's name."""
        person, diary = self._person, self._room.diary
        with diary.step(Step.SERVER, self._who):
            status, answer = await person.hub("POST", f"users/{quote(self._who)}/server")
            if status >= 400 and status != _RUNS_ALREADY:
                raise RefusedError(status, str(answer))
            events = await person.progress()
            if not events or not events[-1].get("ready"):
                raise UnexpectedError("the server did not start")
        with diary.step(Step.PAGE, self._who):
            await person.open_lab()
        with diary.step(Step.OPEN, self._who):
            content = await person.read(self._homework.path)
            running = await person.server("GET", "kernels")
            if not self._homework.is_in(content):
                raise UnexpectedError("not what was saved last")
        if running:
            return str(running[0]["id"])
        with diary.step(Step.KERNEL, self._who):
            return await person.start_kernel()

    @asynccontextmanager
    async def page(self, kernel: str) -> AsyncIterator[Channel]:
        """Keep the page open: a connection to the kernel, and what a page asks by itself."""
        with self._room.diary.step(Step.CONNECTION, self._who):
            channel = await connected(self._person, kernel)
        asks = asyncio.create_task(self._ask())
        try:
            yield channel
        finally:
            asks.cancel()
            await asyncio.gather(asks, return_exceptions=True)
            await channel.close()

    async def round(self, channel: Channel) -> None:
        """Change the notebook and save it, and run a cell."""
        homework, diary = self._homework, self._room.diary
        content = homework.changed()
        digest = digest_of(content)
        with diary.step(Step.SAVE, self._who):
            await self._person.save(homework.path, content, "notebook")
        homework.saved = homework.title
        self._room.watch.expect(homework.key, digest)
        with diary.step(Step.CHECKPOINT, self._who):
            await self._person.server("POST", f"contents/{quote(homework.path)}/checkpoints")
        code, expected = homework.cell()
        with diary.step(Step.CELL, self._who):
            if await channel.run(code) != expected:
                raise UnexpectedError("a cell printed something else")

    async def rest(self, channel: Channel, seconds: float) -> None:
        """Think; `StepFailedError` if the connection to the kernel breaks meanwhile."""
        await self._room.rest(seconds, channel.ended)
        if channel.ended.done():
            self._room.diary.fail(Step.CONNECTION, self._who, channel.broken())
            raise StepFailedError

    async def stop(self) -> None:
        """Stop the server, and wait until it has stopped."""
        with self._room.diary.step(Step.STOP, self._who):
            await self._person.stop_server(_STOP_LIMIT, every=1.0)

    async def log_out(self) -> None:
        """Log out."""
        address = f"{self._person.url}/hub/logout"
        with self._room.diary.step(Step.LOGOUT, self._who):
            async with self._person.session.get(address) as page:
                if page.status != 200:
                    raise RefusedError(page.status, await page.text())

    async def _ask(self) -> None:
        for path in cycle(_ASKED):
            await asyncio.sleep(_ASKED_SECONDS / len(_ASKED))
            # A page asks again after what failed.
            with suppress(StepFailedError), self._room.diary.step(Step.ASKS, self._who):
                async with self._person.session.get(f"{self._person.home}/{path}") as answer:
                    text = await answer.text()
                    if answer.status != 200:
                        raise RefusedError(answer.status, text)
