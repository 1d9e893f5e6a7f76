"""A student who logs in and runs the first cell, with a watch."""

import asyncio
import time
from dataclasses import dataclass

from tests.e2e.person import Person


@dataclass(frozen=True, slots=True)
class Moments:
    """Seconds since the form was sent.

    Attributes
    ----------
    logged_in
        The answer to the form.
    server
        JupyterLab's page.
    kernel
        The kernel's process was asked for and is there.
    output
        What the first cell printed.
    """

    logged_in: float
    server: float
    kernel: float
    output: float


async def work(url: str, user: str, together: asyncio.Barrier) -> Moments:
    """Open the form, wait for all others, and go as far as the first output.

    Raises
    ------
    RuntimeError
        If something is not as it should be on the way.
    """
    async with Person(url, user) as person:
        form = await person.open_form()
        await together.wait()
        started = time.monotonic()
        status, _ = await person.send_form(form)
        if status != 302:
            raise RuntimeError(f"HTTP {status} to the form")
        logged_in = time.monotonic()
        await person.start_server()
        server = time.monotonic()
        kernel = await person.start_kernel()
        asked = time.monotonic()
        printed = await person.execute(kernel, "print(6 * 7)")
        output = time.monotonic()
        if printed != "42\n":
            raise RuntimeError(f"the kernel printed {printed!r}")
    return Moments(*(moment - started for moment in (logged_in, server, asked, output)))


async def leave(url: str, user: str) -> None:
    """Stop the server."""
    async with Person(url, user) as person:
        await person.log_in()
        await person.stop_server()
