"""When the object store has what was saved."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from bench.lesson.diary import Diary, Step, UnexpectedError
from tests.e2e.stack import BUCKET

#: Seconds between looking at every save that is awaited, and looking again.
_PAUSE: Final = 0.1
#: Seconds after which a save counts as one that did not come.
LIMIT: Final = 60.0


@dataclass(frozen=True, slots=True)
class Save:
    """One that is awaited.

    Attributes
    ----------
    number
        Which one of its key, from 0.
    at
        When it was answered.
    """

    key: str
    number: int
    at: float


class StoreWatch:
    """Looks for every save, one question at a time: so it stays small, however many are awaited.

    Parameters
    ----------
    client
        Of the object store, as boto3 makes it.
    diary
        Is told of each save.
    """

    def __init__(self, client: Any, diary: Diary) -> None:
        self._client, self._diary = client, diary
        self._digests: dict[str, list[str]] = {}
        self.awaited: list[Save] = []

    def expect(self, key: str, digest: str) -> None:
        """Take note of a save that was answered just now."""
        digests = self._digests.setdefault(key, [])
        self.awaited.append(Save(key, len(digests), time.monotonic()))
        digests.append(digest)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(_PAUSE)

    async def look(self) -> None:
        """Look for every save that is awaited, once."""
        for save in list(self.awaited):
            await self._look(save)

    async def look_at_the_last(self) -> None:
        """Write down, for each key, whether the store has what was saved last."""
        for key, digests in self._digests.items():
            found = await asyncio.to_thread(self._etag, key)
            if found == digests[-1]:
                self._diary.note(Step.LAST, 0.0)
            else:
                kind = "an earlier version" if found in digests else "something else"
                self._diary.fail(Step.LAST, key, UnexpectedError(kind))

    async def _look(self, save: Save) -> None:
        found = await asyncio.to_thread(self._etag, save.key)
        seconds = time.monotonic() - save.at
        # A later save of the same notebook may have come before this one was looked at.
        if found in self._digests[save.key][save.number :]:
            self._diary.note(Step.STORED, seconds)
        elif seconds > LIMIT:
            error = UnexpectedError(f"not within {LIMIT:g} s")
            self._diary.fail(Step.STORED, save.key, error, seconds)
        else:
            return
        self.awaited.remove(save)

    def _etag(self, key: str) -> str:
        """Return the sum of what the store has; ``""`` if it has nothing or does not answer."""
        try:
            answer = self._client.head_object(Bucket=BUCKET, Key=key)
        except (BotoCoreError, ClientError):
            return ""
        return str(answer["ETag"]).strip('"')
