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
from bench.storage.rows import CONTENTS, ROWS, UNTIL_STORED, Row
from bench.storage.stage import Stage
from bench.storage.ways import Home
from bench.storage.worker import Answer
from tests.integration.storage.objectstore import BUCKET

#: Seconds after which work is cut.
LIMIT: Final = 12.0
#: What takes longer than this is not done again: it is far from everything else, and a run has an end.
_ONCE_ABOVE: Final = 3.0
_PREPARE_LIMIT: Final = 60.0
_REST_LIMIT: Final = 120.0
_LOOK_STEP: Final = 0.02
#: As `bench.storage.inside.jupyter` saves it.
_STORED_NAME: Final = "stored.txt"


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
        for row in ROWS:
            for time_in_row in range(row.times):
                for home in self._in_turn(self.number + time_in_row):
                    if self._is_wanted(row, home):
                        self._do(row, home, "0" if row.reads else f"{time_in_row}")
            if row.leaves_much:
                for home in self.homes:
                    self._rest(home)

    def _in_turn(self, number: int) -> Iterable[Home]:
        order = deque(self.homes)
        order.rotate(-number)
        # Also backwards, so that nobody always follows the same way and what it left to be done.
        return order if number % 2 == 0 else reversed(order)

    def _is_wanted(self, row: Row, home: Home) -> bool:
        if home.way == CONTENTS and not row.by_contents:
            return False
        if row is UNTIL_STORED and not home.prefix:
            return False
        known = self.book.of(self._key(row, home))
        slow = any(seconds > _ONCE_ABOVE for seconds in known.seconds)
        return not (slow or known.cut_at is not None or known.failed)

    def _key(self, row: Row, home: Home) -> Key:
        return Key(self.latency, row.task, home.way)

    def _do(self, row: Row, home: Home, seed: str) -> None:
        samples = self.book.of(self._key(row, home))
        prepared = home.worker.ask(row.task, "prepare", seed, _PREPARE_LIMIT)
        if prepared.cut or prepared.failed:
            samples.failed = prepared.failed or "it could not be prepared"
            return
        if row is UNTIL_STORED:
            self._rest(home)
        with self.stage.at(self.latency):
            answer = self._until_stored(home) if row is UNTIL_STORED else _asked(row, home, seed)
        samples.failed = answer.failed
        if answer.cut:
            samples.cut_at = LIMIT
        elif answer.seconds is not None:
            samples.seconds.append(answer.seconds)

    def _until_stored(self, home: Home) -> Answer:
        """Save, and look into the store through the same delay until it has it."""
        seed = f"{home.user_id}-{time.monotonic_ns()}"
        wanted = hashlib.md5(text(seed).encode(), usedforsecurity=False).hexdigest()
        started = time.monotonic()
        answer = home.worker.ask(UNTIL_STORED.task, "measure", seed, LIMIT)
        if answer.seconds is None:
            return answer
        while self._stored(home) != wanted:
            if time.monotonic() - started > LIMIT:
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
    return home.worker.ask(row.task, "measure", seed, LIMIT)
