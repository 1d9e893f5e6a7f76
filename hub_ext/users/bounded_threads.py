"""Blocking work off the event loop: a few threads, a queue that ends, and a time limit."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class ThreadsBusy(Exception):  # noqa: N818 - a state that passes, not a fault
    """So much work waits already that more would only make everybody wait longer."""


class BoundedThreads:
    """A thread pool that refuses work instead of queueing without end.

    Parameters
    ----------
    name
        What the threads are called.
    threads
        How many calls run at once.
    waiting
        How many more may wait.
    seconds
        After this long a call is given up. One that waits never starts then; one that runs keeps
        its thread until its own time limits end it, and its place is taken until then.
    """

    def __init__(self, name: str, *, threads: int, waiting: int, seconds: float) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places = threads + waiting
        self._seconds = seconds
        self._taken = 0

    async def run[T](self, work: Callable[[], T]) -> T:
        """Run `work` in a thread and return what it returns.

        Raises
        ------
        ThreadsBusy
            If every place is taken.
        TimeoutError
            If it takes too long.
        """
        if self._taken >= self._places:
            raise ThreadsBusy
        self._taken += 1
        loop = asyncio.get_running_loop()

        def give_back(_: Future[T]) -> None:
            # A loop that is closed has nobody left to count for.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._give_back)

        future = self._executor.submit(work)
        future.add_done_callback(give_back)
        answer = asyncio.wrap_future(future)
        try:
            # Not `asyncio.timeout`: after a moment in which the loop stood still both an answer and the
            # end of the time may be there, and then the answer counts.
            await asyncio.wait({answer}, timeout=self._seconds)
            if not answer.done():
                raise TimeoutError
            return answer.result()
        finally:
            answer.cancel()

    def close(self) -> None:
        """Start nothing more; what runs ends by itself."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _give_back(self) -> None:
        self._taken -= 1
