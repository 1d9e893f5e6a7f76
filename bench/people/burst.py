"""Log-in forms that are all sent in the same moment, and what came back."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final, Self

import httpx

from bench.people.population import Invented
from bench.people.system import System
from bench.people.visitor import Visitor
from bench.samples import Book

#: Refusals by our own limits: their rows are in the results with a 0 too.
REFUSALS: Final = (429, 503)
FAILED: Final = "failed"
_EXPECTED: Final = 302
#: Set for who is let in, and for nobody else.
_LOGIN_COOKIE: Final = b"set-cookie: jupyterhub-hub-login="
#: Seconds; longer than any limit of the hub's own.
_LONGEST: Final = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a form.

    Attributes
    ----------
    status
        Of HTTP; 0 if the connection ended or nothing came for two minutes.
    let_in
        Whether the person is logged in now.
    milliseconds
        From the moment in which the forms were sent.
    """

    status: int
    let_in: bool
    milliseconds: float


class ReadyForm:
    """A form that is filled in, on a connection that is open: what is left is to send it.

    The bytes are made beforehand, because a client that makes 150 requests one after the other does
    not send them in the same moment.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._request = request

    @classmethod
    async def open(cls, stack: AsyncExitStack, request: httpx.Request) -> Self:
        """Connect to where `request` goes; `stack` ends the connection."""
        reader, writer = await asyncio.open_connection(request.url.host, request.url.port)
        stack.callback(writer.close)
        return cls(reader, writer, _bytes_of(request))

    def send(self) -> None:
        """Send it and wait for nothing."""
        self._writer.write(self._request)

    async def answer(self, sent: float) -> Answer:
        """Wait for the head of the answer to what was sent at that time of `time.monotonic`."""
        try:
            async with asyncio.timeout(_LONGEST):
                head = await self._reader.readuntil(b"\r\n\r\n")
        except (OSError, EOFError, TimeoutError):
            head = b"HTTP/1.1 0"
        status = int(head.split(maxsplit=2)[1])
        let_in = status == _EXPECTED and _LOGIN_COOKIE in head.lower()
        return Answer(status, let_in, (time.monotonic() - sent) * 1000)


async def opened(
    stack: AsyncExitStack, system: System, people: Sequence[Invented]
) -> list[ReadyForm]:
    """Let each of `people` open the log-in page and fill the form in."""
    forms = []
    for one in people:
        visitor = await stack.enter_async_context(Visitor(system, one.user_id))
        await visitor.open_form()
        forms.append(await ReadyForm.open(stack, visitor.login_request()))
    return forms


async def sent_together(forms: Sequence[ReadyForm]) -> list[Answer]:
    """Send all forms in the same moment and wait for every answer."""
    sent = time.monotonic()
    for form in forms:
        form.send()
    return await asyncio.gather(*(form.answer(sent) for form in forms))


def note_logins(book: Book, count: int, what: str, answers: Sequence[Answer]) -> None:
    """Write down the times of those who were let in, how many were not, and what they got instead.

    Parameters
    ----------
    book, count
        Where to, and for how many people in the table.
    what
        The row; those of failures are named after it.
    """
    if times := [answer.milliseconds for answer in answers if answer.let_in]:
        book.add(count, what, "ms", *times)
    book.add(count, f"{what}, {FAILED}", "logins", sum(not answer.let_in for answer in answers))
    others = Counter(answer.status for answer in answers if answer.status != _EXPECTED)
    for status in [*REFUSALS, *sorted(others.keys() - set(REFUSALS))]:
        book.add(count, f"{what}, {status_name(status)}", "logins", others[status])


def status_name(status: int) -> str:
    """Return what the rows call a status."""
    return f"HTTP {status}" if status else "no answer"


def _bytes_of(request: httpx.Request) -> bytes:
    lines = [b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [b"%s: %s" % header for header in request.headers.raw]
    return b"\r\n".join([*lines, b"", request.content])
