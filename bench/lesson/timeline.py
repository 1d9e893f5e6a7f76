"""A run over time: what was used, and how long things took then."""

from collections.abc import Sequence
from itertools import pairwise

from bench.lesson.diary import Event, Step
from bench.lesson.record import Record
from bench.lesson.samples import GENERATOR, MACHINE, PEOPLE, SERVICES
from bench.samples import percentile

_PARTS = (MACHINE, *SERVICES, PEOPLE, GENERATOR)


def timeline(record: Record) -> list[dict[str, str]]:
    """Return a row for each sample but the first, with what happened since the one before."""
    rows = []
    for before, now in pairwise(record.samples):
        since = [event for event in record.events if before.at < event.at <= now.at]
        busy = (now.processor - before.processor) / (now.at - before.at)
        row = {
            "minute": f"{(now.at - record.began) / 60:.2f}",
            "everybody_there": "yes" if record.settled <= now.at <= record.ended else "",
            "servers": str(now.servers),
            "busy_processors": f"{busy:.2f}",
        }
        for part in _PARTS:
            known = part in now.memory
            row[f"{_name(part)}_mb"] = f"{now.memory[part] / 2**20:.1f}" if known else ""
        rows.append(row | _happened(since))
    return rows


def _happened(events: Sequence[Event]) -> dict[str, str]:
    stored, health = (_seconds(events, step) for step in (Step.STORED, Step.HEALTH))
    return {
        "steps": str(len(events)),
        "errors": str(sum(1 for event in events if event.trouble)),
        "stored": str(len(stored)),
        "stored_p50_s": _short(percentile(stored, 0.5) if stored else None),
        "stored_most_s": _short(max(stored, default=None)),
        "health_most_s": _short(max(health, default=None)),
    }


def _seconds(events: Sequence[Event], step: Step) -> list[float]:
    return [event.seconds for event in events if event.step is step and not event.trouble]


def _name(part: str) -> str:
    return part.replace("'", "").replace(" ", "_").replace("-", "_")


def _short(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.3f}"
