"""Comparing what both stores hold, object by object."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum
from typing import Final

from hub_ext.content.inventory import Inventory
from hub_ext.content.keys import REASONS, obstacle
from hub_ext.content.store import Store
from hub_ext.content.trouble import ObjectError
from hub_ext.language import Language, Message

#: Downloads and questions at once; a store answers 429 to too many.
_DOWNLOADS: Final = 4
_QUESTIONS: Final = 16
_MD5_DIGITS: Final = 32
_AHEAD: Final = 8
_ROWS_AT_ONCE: Final = 1000

_SIZES: Final = Message(ko="크기 {source:,} → {target:,}바이트", en="{source:,} → {target:,} bytes")
_CONTENT: Final = Message(ko="크기는 같고 내용이 다름", en="same size, other content")
_YOUNGER: Final = Message(ko="; 대상의 것이 더 새로움", en="; the target's is younger")

#: Both sides' ETag, size and whether the target's is younger, of the keys that both have.
_PAIRS: Final = """
SELECT source.key, source.etag, target.etag, source.size, target.size,
    target.modified >= source.modified
FROM source JOIN target USING (key) WHERE source.key > ? ORDER BY source.key LIMIT ?
"""
type _Pair = tuple[str, str, str, int, int, int]


class Kind(StrEnum):
    """What can be found of an object."""

    MISSING = "missing"
    DIFFERENT = "different"
    HEADERS = "headers"
    #: Could not be asked about, so nothing is known of it.
    UNKNOWN = "unknown"
    EXTRA = "extra"


class Comparison:
    """Finds the differences, and keeps them in the inventory.

    Parameters
    ----------
    source, target
        The stores, for what their lists do not say.
    inventory
        With the lists of both.
    language
        Of the details.
    headers
        How objects are served is compared too, which is two more requests for each.
    """

    def __init__(
        self,
        source: Store,
        target: Store,
        inventory: Inventory,
        language: Language,
        *,
        headers: bool,
    ) -> None:
        self._source = source
        self._target = target
        self._inventory = inventory
        self._language = language
        self._headers = headers

    def pairs(self) -> int:
        """Return how many keys both stores have."""
        sql = "SELECT count(*) FROM source JOIN target USING (key)"
        return int(self._inventory.database.execute(sql).fetchone()[0])

    def run(self) -> Iterator[int]:
        """Compare everything; yield how many pairs were, now and then.

        Raises
        ------
        CommandError
            If one of the stores cannot be had: nothing is known of the rest then.
        """
        self._one_sided()
        last = ""
        while pairs := self._inventory.database.execute(_PAIRS, (last, _ROWS_AT_ONCE)).fetchall():
            last = pairs[-1][0]
            found = dict(in_parallel(self._compare_content, pairs, _DOWNLOADS))
            if self._headers:
                rest = [pair for pair in pairs if found[pair[0]] is None]
                found |= dict(in_parallel(self._compare_headers, rest, _QUESTIONS))
            self._keep(
                (kind, key, detail) for key, one in found.items() if one for kind, detail in [one]
            )
            yield len(pairs)

    def _one_sided(self) -> None:
        database = self._inventory.database
        missing = database.execute(
            "SELECT key FROM source WHERE key NOT IN (SELECT key FROM target) ORDER BY key"
        ).fetchall()
        self._keep((Kind.MISSING, key, self._why_missing(key)) for (key,) in missing)
        database.execute(
            "INSERT INTO findings SELECT ?, key, '' FROM target "
            "WHERE key NOT IN (SELECT key FROM source) ORDER BY key",
            (Kind.EXTRA,),
        )

    def _why_missing(self, key: str) -> str:
        name = obstacle(key)
        return REASONS[name].in_language(self._language) if name else ""

    def _compare_content(self, pair: _Pair) -> tuple[str, tuple[Kind, str] | None]:
        key, source_tag, target_tag, source_size, target_size, younger = pair
        after = _YOUNGER.in_language(self._language) if younger else ""
        if source_size != target_size:
            sizes = _SIZES.in_language(self._language, source=source_size, target=target_size)
            return key, (Kind.DIFFERENT, sizes + after)
        if source_tag == target_tag and _is_md5(source_tag):
            return key, None
        try:
            equal = self._equal_digests(key, source_tag, target_tag)
        except ObjectError as error:
            return key, (Kind.UNKNOWN, str(error))
        content = _CONTENT.in_language(self._language)
        return key, None if equal else (Kind.DIFFERENT, content + after)

    def _equal_digests(self, key: str, source_tag: str, target_tag: str) -> bool:
        # One download is enough where the other side's ETag is the MD5. If it is not equal both are
        # downloaded, since the ETag of an encrypted object looks like an MD5 and is none.
        if _is_md5(source_tag) and not _is_md5(target_tag):
            target = self._target.digest(key)
            return target == source_tag or target == self._source.digest(key)
        source = self._source.digest(key)
        return (_is_md5(target_tag) and source == target_tag) or source == self._target.digest(key)

    def _compare_headers(self, pair: _Pair) -> tuple[str, tuple[Kind, str] | None]:
        key = pair[0]
        try:
            source, target = self._source.headers(key), self._target.headers(key)
        except ObjectError as error:
            return key, (Kind.UNKNOWN, str(error))
        names = sorted(name for name in source | target if source.get(name) != target.get(name))
        if not names:
            return key, None
        changes = (f"{name}: {source.get(name, '-')} → {target.get(name, '-')}" for name in names)
        return key, (Kind.HEADERS, "; ".join(changes))

    def _keep(self, findings: Iterable[tuple[Kind, str, str]]) -> None:
        with self._inventory.together():
            self._inventory.database.executemany("INSERT INTO findings VALUES (?, ?, ?)", findings)


def _is_md5(etag: str) -> bool:
    return len(etag) == _MD5_DIGITS and "-" not in etag


def in_parallel[T, R](ask: Callable[[T], R], items: Iterable[T], at_once: int) -> Iterator[R]:
    """Yield the answers in the order of the items, with few of them waiting in memory."""
    waiting: deque[Future[R]] = deque()
    with ThreadPoolExecutor(at_once) as threads:
        try:
            for item in items:
                waiting.append(threads.submit(ask, item))
                if len(waiting) >= at_once * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            threads.shutdown(cancel_futures=True)
