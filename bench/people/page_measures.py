"""The class page and the admin panel, with everybody of the table known to the hub."""

import time
from collections.abc import Awaitable, Callable
from typing import Final

from bench.people.population import LARGEST_CENTRE, USUAL_CENTRE
from bench.people.system import System
from bench.people.visitor import Visitor
from bench.samples import Book

TRIES: Final = 30
#: Of what takes seconds.
_FEW_TRIES: Final = 5
#: What upstream's admin program asks first.
_FIRST_USERS: Final = (
    "api/users?include_stopped_servers=1&offset=0&limit=50&name_filter=&sort=id&state="
)
_GROUPS: Final = "api/groups?offset=0&limit=50"
#: The longest pages that upstream gives.
_ALL_USERS: Final = "api/users?limit=200&offset={offset}"

Request = Callable[[], Awaitable[object]]


class Stopwatch:
    """Makes a request some times, one after the other, and writes down what each took.

    Parameters
    ----------
    book, count
        Where to, and for how many people in the table.
    """

    def __init__(self, book: Book, count: int) -> None:
        self._book = book
        self._count = count

    async def note(self, what: str, request: Request, tries: int = TRIES) -> None:
        """Write down all tries together, and the first by itself: later ones may find things made."""
        values = [await _milliseconds(request) for _ in range(tries)]
        self._book.add(self._count, f"{what}, first try", "ms", values[0])
        self._book.add(self._count, what, "ms", *values)


async def measure_pages(book: Book, system: System, count: int) -> None:
    """Ask as the teachers of two centres and as an admin, one request after the other."""

    watch = Stopwatch(book, count)
    for centre, size in ((USUAL_CENTRE, "usual centre"), (LARGEST_CENTRE, "largest centre")):
        async with Visitor(system, f"teacher{centre}") as teacher:
            await _enter(teacher)
            await _note_class(watch, teacher, f"center-{centre}", size)
    async with Visitor(system, "admin") as admin:
        await _enter(admin)
        token = await admin.class_page_token()
        await watch.note(
            "class page: choice of all centres, admin", lambda: admin.class_page("", token)
        )
        await watch.note("admin panel: admin", lambda: _admin_panel(admin))
        await watch.note("admin panel: groups, admin", lambda: admin.hub(_GROUPS))
        await watch.note("upstream: api/users, everybody", lambda: _everybody(admin), _FEW_TRIES)


async def _note_class(watch: Stopwatch, teacher: Visitor, centre: str, size: str) -> None:
    token = await teacher.class_page_token()
    await watch.note(f"class page: page, {size}", lambda: teacher.class_page(centre, token))
    await watch.note(
        f"class page: state, {size}", lambda: teacher.class_page(f"api/{centre}", token)
    )
    await watch.note(f"hub: api/centres, {size}", lambda: teacher.hub(f"api/centres/{centre}"))
    await watch.note(f"upstream: api/users, all of {size}", lambda: _everybody(teacher), _FEW_TRIES)
    await watch.note(f"admin panel: teacher of {size}", lambda: _admin_panel(teacher))


async def _enter(visitor: Visitor) -> None:
    await visitor.open_form()
    await visitor.log_in()


async def _admin_panel(visitor: Visitor) -> None:
    await visitor.hub("admin")
    await visitor.hub(_FIRST_USERS)


async def _everybody(visitor: Visitor) -> None:
    offset: int | None = 0
    while offset is not None:
        answer = (await visitor.hub(_ALL_USERS.format(offset=offset))).json()
        following = answer["_pagination"]["next"]
        offset = following["offset"] if following else None


async def _milliseconds(request: Request) -> float:
    started = time.monotonic()
    await request()
    return (time.monotonic() - started) * 1000
