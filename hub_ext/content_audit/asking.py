"""What there is to say about one key: first by the bucket, then by the CDN."""

from hub_ext.content_audit.cdn.answer import Answer, meaning
from hub_ext.content_audit.cdn.cdn import Cdn
from hub_ext.content_audit.models import Finding, Kind
from hub_ext.content_audit.spelling import difference
from hub_ext.content_audit.workbook import Workbook


class Asking:
    """Asks about keys.

    Parameters
    ----------
    workbook
        With all objects and references.
    cdn
        None if only the bucket is to be asked.
    """

    def __init__(self, workbook: Workbook, cdn: Cdn | None) -> None:
        self._workbook = workbook
        self._cdn = cdn

    async def ask(self, key: str) -> Finding | None:
        """Return what is wrong with a key; None if it can be had."""
        if key.endswith("/") and self._workbook.is_folder(key):
            return None
        size = self._workbook.size(key)
        return await (self._absent(key) if size is None else self._present(key, size))

    async def _present(self, key: str, size: int) -> Finding | None:
        if self._cdn is None:
            return None
        answer = await self._cdn.ask(key)
        kind = meaning(key, size, answer)
        return None if kind is None else self._finding(kind, key, answer)

    async def _absent(self, key: str) -> Finding:
        likely = self._workbook.likely(key)
        kind = difference(key, likely[0]) if likely else Kind.MISSING
        answer = await self._cdn.ask(key) if self._cdn is not None else None
        return self._finding(kind, key, answer, likely)

    def _finding(
        self, kind: Kind, key: str, answer: Answer | None, likely: list[str] | None = None
    ) -> Finding:
        return Finding(
            kind=kind,
            key=key,
            likely=likely or [],
            cdn=answer.words if answer is not None else "",
            references=self._workbook.references(key),
        )
