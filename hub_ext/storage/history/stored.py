"""Earlier versions as they lie in the bucket: ``jupyterhub-history/{userID}/{moment}/{path}``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from hub_ext.storage.layout import acceptable_path
from hub_ext.storage.objects import StoredObject
from hub_ext.storage.store import MOMENT, moment_name


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version of a file.

    Attributes
    ----------
    path
        Relative to the home.
    moment
        When it was replaced or deleted.
    bytes
        Its size.
    """

    path: str
    moment: datetime
    bytes: int


def moment_of(name: str) -> datetime | None:
    """Return the moment that a name stands for; None if it is none."""
    try:
        moment = datetime.strptime(name, MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    # The one way of writing it: a name is a piece of a key.
    return moment if moment_name(moment) == name else None


def lifted(name: str) -> str | None:
    """Return the name under which the store keeps what a sync at `name` replaced on a host.

    Another one than that of what the same sync replaced in the store itself: of a file that changed
    on both sides there are two versions. No other sync of the home runs in the next microsecond.
    """
    moment = moment_of(name)
    return moment_name(moment + timedelta(microseconds=1)) if moment else None


def stored_versions(objects: Iterable[StoredObject]) -> list[StoredVersion]:
    """Return the versions among the objects of a person's history; the rest is not ours."""
    found = []
    for entry in objects:
        name, _, path = entry.path.partition("/")
        moment = moment_of(name)
        if moment is not None and acceptable_path(path):
            found.append(StoredVersion(path, moment, entry.bytes))
    return found


def by_path(versions: Iterable[StoredVersion]) -> Mapping[str, Sequence[StoredVersion]]:
    """Return the versions of each file, the newest first."""
    files: dict[str, list[StoredVersion]] = {}
    for version in sorted(versions, key=attrgetter("moment"), reverse=True):
        files.setdefault(version.path, []).append(version)
    return files
