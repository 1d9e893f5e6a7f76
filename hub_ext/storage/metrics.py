"""What Prometheus is told of the storage agent, at ``/metrics`` for a token of its own.

No label says whose files are meant, or of which centre.
"""

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hub_ext.storage.errors import ErrorCode
from hub_ext.storage.models import Health, HomeStatus
from hub_ext.storage.told import Level

PATH: Final = "/metrics"
#: Percent of a quota, with the levels of those who are there or beyond.
_BEYOND: Final[tuple[tuple[str, frozenset[Level]], ...]] = (
    ("80", frozenset({"warn", "urgent", "full"})),
    ("95", frozenset({"urgent", "full"})),
    ("100", frozenset({"full"})),
)
_REACHABLE: Final = "reachable"
#: What keeps a home from being saved, or the store from being used.
_REASONS: Final = (
    ErrorCode.OBJECT_STORE_UNREACHABLE,
    ErrorCode.OBJECT_STORE_REFUSED,
    ErrorCode.OBJECT_STORE_BUSY,
    ErrorCode.CLOCK_WRONG,
    ErrorCode.BUCKET_MISSING,
    ErrorCode.DISK_FULL,
    ErrorCode.NO_ROOM,
    ErrorCode.INTERNAL,
)
#: Among them those that a look at the store can end with.
_OF_STORE: Final = (*_REASONS[:5], ErrorCode.INTERNAL)


class Unsaved:
    """Since when each home has something that the object store has not.

    It is told how homes stand whenever somebody asks for the numbers, so a moment is right to within
    the time between two questions. What was saved in between ends it: a home that is worked in is not
    unsaved for hours.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._since: dict[str, float] = {}

    def oldest(self, statuses: Iterable[HomeStatus]) -> float:
        """Return the age, in seconds, of the oldest change that is not saved; 0 if all are.

        What a quota holds back is not among them: it waits for its person.
        """
        now = self._now()
        since: dict[str, float] = {}
        for status in statuses:
            if status.state == "saved" or status.reason is ErrorCode.NO_ROOM:
                continue
            seen = self._since.get(status.user_id, now)
            equal = status.since.timestamp() if status.since else 0.0
            since[status.user_id] = max(seen, equal)
        self._since = since
        return max(0.0, now - min(since.values(), default=now))


class AgentMetrics:
    """The numbers of one agent.

    Parameters
    ----------
    folder
        On the disk of people's files.
    statuses, health
        Tell, from memory, how all homes and the parts stand.
    levels
        Counts, from memory, people by how near they are to a quota.
    """

    def __init__(
        self,
        folder: Path,
        statuses: Callable[[], list[HomeStatus]],
        levels: Callable[[], Mapping[Level, int]],
        health: Callable[[], Health],
    ) -> None:
        self._folder = folder
        self._statuses = statuses
        self._levels = levels
        self._health = health
        self._unsaved = Unsaved()

    async def text(self) -> bytes:
        """Return everything, as Prometheus reads it."""
        disk = await asyncio.to_thread(shutil.disk_usage, self._folder)
        own = CollectorRegistry()
        own.register(_Told([*self._families(), *_disk(disk.free, disk.total)]))
        return generate_latest(REGISTRY) + generate_latest(own)

    def _families(self) -> Iterator[Metric]:
        statuses = self._statuses()
        yield _by(
            "eduhub_homes",
            "Homes of this host: open ones, and of all how they stand.",
            "state",
            {
                "open": sum(status.open for status in statuses),
                **{
                    state: sum(status.state == state for status in statuses)
                    for state in ("saved", "saving", "waiting")
                },
            },
        )
        waiting = Counter(status.reason for status in statuses if status.state == "waiting")
        yield _by(
            "eduhub_homes_waiting",
            "Homes that could not be saved at the last try, by reason.",
            "reason",
            {reason.value: waiting[reason] for reason in _REASONS},
        )
        yield GaugeMetricFamily(
            "eduhub_oldest_unsaved_seconds",
            "Age of the oldest change that the object store has not.",
            value=self._unsaved.oldest(statuses),
        )
        levels = self._levels()
        yield _by(
            "eduhub_quota_people",
            "People at or beyond so many percent of their quota or their centre's.",
            "percent",
            {percent: sum(levels.get(level, 0) for level in beyond) for percent, beyond in _BEYOND},
        )
        health = self._health()
        yield _by(
            "eduhub_object_store",
            "1 for the state that the object store was last seen in.",
            "state",
            {
                state: int(health.object_store == state)
                for state in (_REACHABLE, *(reason.value for reason in _OF_STORE))
            },
        )
        yield GaugeMetricFamily(
            "eduhub_lessons_mounted",
            "1 if all lessons are mounted.",
            value=int(health.lessons == "mounted"),
        )


def metrics_routes(metrics: AgentMetrics) -> list[web.RouteDef]:
    """Return what the agent serves for Prometheus."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(
            body=await metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    return [web.get(PATH, answer)]


class _Told(Collector):
    """Families that are counted already."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _by(name: str, help_text: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family


def _disk(free: int, size: int) -> list[Metric]:
    return [
        GaugeMetricFamily(
            "eduhub_homes_disk_free_bytes", "What is free under HUB_DATA_DIR.", value=free
        ),
        GaugeMetricFamily("eduhub_homes_disk_size_bytes", "How large that disk is.", value=size),
    ]
