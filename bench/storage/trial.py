"""One try: every row in every way, the ways in turn, at one latency."""

import hashlib
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from botocore.exceptions import ClientError

from bench.storage.inside.texts import text
from bench.storage.measured import Book, Key
from bench.storage.rows import CONTENTS, LOCAL_DISK, ROWS, UNTIL_STORED, WORKING_COPY, Row
from bench.storage.stage import Stage
from bench.storage.ways import Home
from bench.storage.worker import Answer
from tests.integration.storage.objectstore import BUCKET

#: Seconds. What takes longer than this, its preparation too, is not done again: it is far from everything else, and a run has an end.
_ONCE_ABOVE: Final = 3.0
#: Here one slow time is the machine's, and what is promised is about these two.
_COMPARED: Final = (LOCAL_DISK, WORKING_COPY)
#: The others differ from these by more than chance, and a try has to end.
_TIMES_OF_OTHERS: Final = 3
_PREPARE_LIMIT: Final = 60.0
_REST_LIMIT: Final = 600.0
_LOOK_STEP: Final = 0.02
#: As `bench.storage.inside.jupyter` saves it.
_STORED_NAME: Final = "stored.txt"


def in_turn[T](ways: Sequence[T], number: int) -> Iterable[T]:
    """Return all of them in another order for each number.

    Each is the first equally often, and each is before each other one as often as after it: who
    comes second finds the disk busy with what the first one left.
    """
    order = deque(ways)
    order.rotate(-(number // 2))
    return order if number % 2 == 0 else reversed(order)


@dataclass(frozen=True)
class Trial:
    """Homes that are new, and what is written down about them.

    Attributes
    ----------
    latency
        Milliseconds that the store answers later.
    number
        Of the try, from 0: with it the order of the ways changes.
    """

    stage: Stage
    homes: Sequence[Home]
    book: Book
    latency: float
    number: int

    def run(self) -> None:
        """Do every row."""
        for position, row in enumerate(ROWS):
            started = time.monotonic()
            for time_in_row in range(row.times):
                turns = in_turn(self.homes, self.number + position + time_in_row)
                wanted = [home for home in turns if self._is_wanted(row, home, time_in_row)]
                for home in wanted:
                    self._do(row, home, "0" if row.reads else f"{time_in_row}")
                if row.leaves_much:
                    for home in wanted:
                        self._rest(home)
            print(f"  {row.task}: {time.monotonic() - started:.1f} s", flush=True)

    def _is_wanted(self, row: Row, home: Home, time_in_row: int) -> bool:
        if time_in_row >= _TIMES_OF_OTHERS and home.way not in _COMPARED:
            return False
        if home.way == CONTENTS and not row.by_contents:
            return False
        if row is UNTIL_STORED and not home.prefix:
            return False
        known = self.book.of(self._key(row, home))
        return not (known.enough or known.cut_at is not None or known.failed)

    def _key(self, row: Row, home: Home) -> Key:
        return Key(self.latency, row.task, home.way)

    def _do(self, row: Row, home: Home, seed: str) -> None:
        samples = self.book.of(self._key(row, home))
        started = time.monotonic()
        prepared = home.worker.ask(row.task, "prepare", seed, _PREPARE_LIMIT)
        if prepared.cut or prepared.failed:
            samples.failed = prepared.failed or "it could not be prepared"
            return
        took = time.monotonic() - started
        if row is UNTIL_STORED:
            self._rest(home)
        with self.stage.at(self.latency):
            answer = self._until_stored(home) if row is UNTIL_STORED else _asked(row, home, seed)
        samples.failed = answer.failed
        if answer.cut:
            samples.cut_at = row.limit
        elif answer.seconds is not None:
            samples.seconds.append(answer.seconds)
            longest = max(took, answer.seconds)
            samples.enough = longest > _ONCE_ABOVE and home.way not in _COMPARED

    def _until_stored(self, home: Home) -> Answer:
        """Save, and look into the store through the same delay until it has it."""
        seed = f"{home.user_id}-{time.monotonic_ns()}"
        wanted = hashlib.md5(text(seed).encode(), usedforsecurity=False).hexdigest()
        started = time.monotonic()
        answer = home.worker.ask(UNTIL_STORED.task, "measure", seed, UNTIL_STORED.limit)
        if answer.seconds is None:
            return answer
        while self._stored(home) != wanted:
            if time.monotonic() - started > UNTIL_STORED.limit:
                return Answer(cut=True)
            time.sleep(_LOOK_STEP)
        return Answer(seconds=time.monotonic() - started)

    def _stored(self, home: Home) -> str:
        """Return the sum of what the store has under the name that is waited for."""
        key = f"{home.prefix}{_STORED_NAME}"
        try:
            answer = self.stage.store.platform.head_object(Bucket=BUCKET, Key=key)
        except ClientError:
            return ""
        return str(answer["ETag"]).strip('"')

    def _rest(self, home: Home) -> None:
        """Wait, without delay, until the store has what was written: then the agent is at rest."""
        if home.agent is not None:
            # An agent that has not noticed yet calls everything saved; after this it has noticed.
            self._until_stored(home)
            home.agent.wait_until_saved(home.user_id, _REST_LIMIT)


def _asked(row: Row, home: Home, seed: str) -> Answer:
    return home.worker.ask(row.task, "measure", seed, row.limit)
