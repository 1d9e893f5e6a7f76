"""The audit: one list of the bucket, all references, and one question for each key."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.progress import Progress

from hub_ext.command.output import Output
from hub_ext.content_audit import messages
from hub_ext.content_audit.addresses import Addresses, LeftOut
from hub_ext.content_audit.asking import Asking
from hub_ext.content_audit.bucket import Bucket, UnreadError
from hub_ext.content_audit.cdn.cdn import Cdn
from hub_ext.content_audit.documents.kinds import ENDINGS
from hub_ext.content_audit.gathering import Gathering
from hub_ext.content_audit.models import Counts, Finding, Kind, Report
from hub_ext.content_audit.sources.files import in_csv, in_list
from hub_ext.content_audit.sources.query import in_answer
from hub_ext.content_audit.workbook import Workbook
from hub_ext.language import Message
from hub_ext.settings import ToolsSettings

_READERS: Final = 4
_ASKERS: Final = 8


@dataclass(frozen=True)
class Sources:
    """Where references are looked for.

    Attributes
    ----------
    prefixes
        Of documents in the bucket.
    lists
        Files with a path or URL a line.
    table, columns
        A CSV file, and its columns that hold paths or URLs.
    questions
        SELECT statements.
    """

    prefixes: Sequence[str] = ()
    lists: Sequence[Path] = ()
    table: Path | None = None
    columns: Sequence[str] = ()
    questions: Sequence[str] = ()


class Audit:
    """One audit.

    Parameters
    ----------
    settings
        The bucket, the CDN and the database.
    folder
        Empty, for what has to be remembered meanwhile.
    rate
        Requests to the CDN a second, at most.
    output
        For its progress.
    """

    def __init__(
        self, settings: ToolsSettings, folder: Path, *, rate: float, output: Output
    ) -> None:
        self._settings = settings
        self._bucket = Bucket(settings, folder)
        self._workbook = Workbook(folder / "workbook.sqlite")
        self._gathering = Gathering(Addresses(settings), self._workbook)
        self._rate = rate
        self._output = output

    async def run(self, sources: Sources) -> Report:
        """Do all of it.

        Raises
        ------
        StorageError
            If the bucket cannot be asked.
        """
        with self._workbook, self._output.progress() as progress:
            objects = await self._list(progress)
            documents = self._workbook.keys_ending(sources.prefixes, ENDINGS)
            await self._read(documents, progress)
            self._gather(sources)
            references, keys = self._workbook.all_references_added()
            findings = await self._ask(keys, progress)
        left_out = self._gathering.left_out
        return Report(
            bucket=self._settings.bucket_name,
            cdn=self._settings.s3_asset_url,
            counts=Counts(
                objects=objects,
                documents=len(documents),
                references=references,
                keys=keys,
                foreign=left_out[LeftOut.FOREIGN],
                not_files=left_out[LeftOut.NOT_A_FILE],
            ),
            findings=findings,
            unread=self._gathering.unread,
        )

    async def _list(self, progress: Progress) -> int:
        task = progress.add_task(self._say(messages.LISTING), total=None)
        async for objects in self._bucket.objects():
            self._workbook.add_objects(objects)
            progress.advance(task, len(objects))
        return self._workbook.all_objects_added()

    async def _read(self, keys: Collection[str], progress: Progress) -> None:
        if not keys:
            return
        task = progress.add_task(self._say(messages.READING), total=len(keys))

        async def read(key: str) -> None:
            try:
                self._gathering.document(key, await self._bucket.document(key))
            except UnreadError as error:
                self._gathering.could_not_read(key, str(error))
            progress.advance(task)

        async with self._bucket:
            await _side_by_side(_READERS, iter(keys), read)

    def _gather(self, sources: Sources) -> None:
        gathering = self._gathering
        for file in sources.lists:
            gathering.source(str(file), in_list(file))
        if sources.table is not None:
            gathering.source(str(sources.table), in_csv(sources.table, sources.columns))
        for question in sources.questions:
            gathering.source("SQL", in_answer(self._settings, question))

    async def _ask(self, keys: int, progress: Progress) -> list[Finding]:
        task = progress.add_task(self._say(messages.ASKING), total=keys)
        findings: list[Finding] = []
        async with AsyncExitStack() as stack:
            cdn = None
            if self._settings.s3_asset_url:
                cdn = await stack.enter_async_context(Cdn(self._settings.s3_asset_url, self._rate))
            asking = Asking(self._workbook, cdn)

            async def ask(key: str) -> None:
                if (finding := await asking.ask(key)) is not None:
                    findings.append(finding)
                progress.advance(task)

            await _side_by_side(_ASKERS, self._workbook.keys_referred_to(), ask)
        order = list(Kind)
        return sorted(findings, key=lambda one: (order.index(one.kind), one.key))

    def _say(self, message: Message) -> str:
        return message.in_language(self._output.language)


async def _side_by_side(
    workers: int, keys: Iterator[str], work: Callable[[str], Awaitable[None]]
) -> None:
    """Do something for each key, a few at a time; the keys are never all in memory."""

    async def worker() -> None:
        for key in keys:
            await work(key)

    tasks = [asyncio.create_task(worker(), name="audit") for _ in range(workers)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
