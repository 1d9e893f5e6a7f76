"""What the hub's loop noted of itself in a stretch of time."""

from bench.people.system import System
from bench.people.timeline import Stretch
from bench.samples import Book


def note_loop(book: Book, count: int, when: str, lasting: Stretch, system: System) -> None:
    """Write down how late the loop was, and how long it worked itself at a time.

    Parameters
    ----------
    book, count
        Where to, and for how many people in the table.
    when
        What the rows call the stretch, for example ``idle``.
    """
    late = lasting.values(system.loop_delays)
    book.add(count, f"hub: loop late, {when}", "ms", *late)
    worked = lasting.values(system.loop_delays, column=2)
    book.add(count, f"hub: loop's own work at a time, {when}", "ms", *worked)
