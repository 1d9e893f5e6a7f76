"""Rendering notebooks in processes of their own, so that no notebook can hold up the hub."""

import asyncio
import contextlib
import logging
import os
import resource
import signal
from collections.abc import AsyncIterator
from typing import Final

from anyio import BrokenWorkerProcess, CapacityLimiter, to_process

from hub_ext.classroom.rendering import LARGEST_NOTEBOOK, RenderError, render_notebook
from hub_ext.language import Language

_LOG = logging.getLogger(__name__)

WORKERS: Final = 2
WAITING: Final = 20
#: Seconds of one rendering, and that somebody waits for their turn. With fifteen an ordinary notebook
#: was given up on two processors while a class of 35 started.
TIME_LIMIT: Final = 40.0
_TURN_LIMIT: Final = 60.0
#: Bytes that a worker may have, and characters of a page that the hub takes from one.
MEMORY_LIMIT: Final = 1024**3
LARGEST_PAGE: Final = 64 * 1024 * 1024

#: Seconds after which the kernel ends a worker that the hub did not.
_LAST_LIMIT: Final = 120
#: The hub comes first, lower is sooner.
_PRIORITY: Final = 10


class Renderer:
    """Turns notebooks into pages without keeping the event loop.

    Parameters
    ----------
    time_limit
        Seconds after which a rendering is given up and its process killed.
    memory_limit
        Bytes of address space of one process.
    largest_page
        Characters of a page that the hub takes.

    Notes
    -----
    Two are rendered at once and twenty wait. Processes are kept for the next notebook, are bound
    to the event loop, and end with it.
    """

    def __init__(
        self,
        *,
        time_limit: float = TIME_LIMIT,
        memory_limit: int = MEMORY_LIMIT,
        largest_page: int = LARGEST_PAGE,
    ) -> None:
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._largest_page = largest_page
        self._turns = asyncio.Semaphore(WORKERS)
        self._workers = CapacityLimiter(WORKERS)
        self._taken = 0

    async def render(self, content: bytes, title: str, language: Language) -> str:
        """Return a notebook as one self-contained page without scripts.

        Parameters
        ----------
        content, title, language
            As of `hub_ext.classroom.rendering.render_notebook`.

        Raises
        ------
        RenderError
            ``not-a-notebook`` or ``too-large`` for the notebook itself, or for what it takes to
            render it; ``too-slow``; ``busy`` if too many wait already.
        """
        if len(content) > LARGEST_NOTEBOOK:
            raise RenderError("too-large")
        async with self._turn():
            try:
                # Cancelling is what kills the process: it does not come back to be asked.
                async with asyncio.timeout(self._time_limit):
                    return await to_process.run_sync(
                        _render,
                        content,
                        title,
                        language,
                        self._memory_limit,
                        self._largest_page,
                        cancellable=True,
                        limiter=self._workers,
                    )
            except TimeoutError:
                _LOG.warning("a notebook took longer than %g s to render", self._time_limit)
                raise RenderError("too-slow") from None
            except BrokenWorkerProcess as error:
                # anyio has words only for a process that did not get as far as the notebook.
                _LOG.warning(
                    "a notebook's process ended: %s", str(error) or "it took too much memory"
                )
                raise RenderError("busy" if str(error) else "too-large") from None

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._taken >= WORKERS + WAITING:
            raise RenderError("busy")
        self._taken += 1
        try:
            try:
                async with asyncio.timeout(_TURN_LIMIT):
                    await self._turns.acquire()
            except TimeoutError:
                raise RenderError("busy") from None
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._taken -= 1


def _render(
    content: bytes, title: str, language: Language, memory_limit: int, largest_page: int
) -> str:
    """Render in a worker, which nobody else uses meanwhile."""
    signal.alarm(_LAST_LIMIT)
    os.setpriority(os.PRIO_PROCESS, 0, _PRIORITY)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    try:
        page = render_notebook(content, title, language)
    except MemoryError:
        # What it holds now would be missing for the next notebook.
        os._exit(os.EX_OSERR)
    finally:
        signal.alarm(0)
    if len(page) > largest_page:
        raise RenderError("too-large")
    return page
