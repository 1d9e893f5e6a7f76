"""The planted breakages: what is broken, what has to be named, and the next step."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

from tests.integration.doctor.place import HUB_IMAGE, Place, docker
from tests.waiting import wait_until

Plant = Callable[[Place], AbstractContextManager[object]]


@dataclass(frozen=True)
class Row:
    """One breakage.

    Attributes
    ----------
    name
        What is broken.
    plant
        Breaks it, and mends it afterwards.
    broken
        The parts that are named, each with its code; no others may be.
    to_do
        Words of the next step, in English.
    """

    name: str
    plant: Plant
    broken: dict[str, str]
    to_do: tuple[str, ...]


@contextmanager
def _port_taken(place: Place) -> Iterator[None]:
    with place.stopped("proxy"), socket.create_server(("127.0.0.1", place.port)):
        yield


@contextmanager
def _table_locked(place: Place) -> Iterator[None]:
    sql = "LOCK TABLES Users WRITE; SELECT SLEEP(600)"
    docker("exec", "-d", place.service("dev-database"), "mariadb", "-e", sql, "codingnplay")
    try:
        yield
    finally:
        end = (
            "BEGIN NOT ATOMIC FOR found IN (SELECT ID FROM information_schema.PROCESSLIST"
            " WHERE INFO LIKE 'SELECT SLEEP%') DO KILL found.ID; END FOR; END"
        )
        # One statement, whatever is between.
        docker("exec", place.service("dev-database"), "mariadb", "--delimiter=//", "--execute", end)


@contextmanager
def _table_empty(place: Place) -> Iterator[None]:
    with place.sql(
        "CREATE TABLE Empty LIKE Users; RENAME TABLE Users TO Kept, Empty TO Users",
        "DROP TABLE Users; RENAME TABLE Kept TO Users",
    ):
        yield


@contextmanager
def _rules_flushed(place: Place) -> Iterator[None]:
    # While the guard cannot put them back.
    with place.stopped("firewall"):
        docker(
            *("run", "--rm", "--network", "host", "--cap-add", "NET_ADMIN", "--entrypoint", "sh"),
            *("eduhub/firewall:latest", "-c", "iptables -F EDUHUB-doctest-FWD"),
        )
        yield


@contextmanager
def _restarting(place: Place) -> Iterator[None]:
    name = place.service("sync")
    docker("rename", name, f"{name}-kept")
    docker("stop", "--time", "1", f"{name}-kept")
    labels = ("com.docker.compose.project=doctest", "com.docker.compose.service=sync")
    docker(
        *("run", "-d", "--name", name, "--restart", "always", "--no-healthcheck"),
        *(f"--label={label}" for label in labels),
        *(HUB_IMAGE, "false"),
    )
    again = ("inspect", "--format", "{{.RestartCount}}", name)
    wait_until(lambda: int(docker(*again)) >= 2, 60, "it ends again and again")
    try:
        yield
    finally:
        docker("rm", "-f", name)
        docker("rename", f"{name}-kept", name)
        docker("start", name)


def _rights(method: str, **more: object) -> Plant:
    return lambda place: place.store(status=403, methods=[method], key="jupyterhub-doctor", **more)


def _settings(*lines: str) -> Plant:
    return lambda place: place.settings(*lines)


_DEAD_PARTS: Final = {"database": "ok", "storage": "broken", "engine": "ok", "proxy": "ok"}

ROWS: Final = (
    Row(
        "a setting is misspelt",
        _settings("HUB_LANGAUGE=ko"),
        {"settings": "settings-wrong"},
        (".env",),
    ),
    Row(
        "settings of production are missing",
        _settings("HUB_MODE=production"),
        {"settings": "settings-wrong"},
        (".env.example",),
    ),
    Row(
        "the database's password is wrong",
        _settings("DB_PASSWORD=an-old-secret"),
        {"database": "database-login"},
        ("DB_PASSWORD",),
    ),
    Row(
        "the database's name is wrong",
        _settings("DB_NAME=nothing"),
        {"database": "database-rights"},
        ("DB_NAME", "GRANT SELECT"),
    ),
    Row(
        "the database's address is wrong",
        _settings("DB_HOST=nowhere.invalid"),
        {"database": "database-unreachable"},
        ("DB_HOST", "ACG"),
    ),
    Row(
        "the database is stopped",
        lambda place: place.stopped("dev-database"),
        {"service.dev-database": "service-ended"},
        ("docker logs --tail 30 doctest-dev-database-1", "make up"),
    ),
    Row(
        "a column was not restored",
        lambda place: place.sql(
            "ALTER TABLE Users RENAME COLUMN role TO platform_role",
            "ALTER TABLE Users RENAME COLUMN platform_role TO role",
        ),
        {"database": "database-column"},
        ("users check",),
    ),
    Row(
        "the table was not restored",
        lambda place: place.sql("RENAME TABLE Users TO Kept", "RENAME TABLE Kept TO Users"),
        {"database": "database-table"},
        ("users check",),
    ),
    Row(
        "the table is empty",
        _table_empty,
        {"database": "database-empty"},
        ("users check",),
    ),
    Row(
        "the account lost its right to read",
        lambda place: place.sql(
            "RENAME USER hub@'%' TO kept@'%'; CREATE USER hub@'%' IDENTIFIED BY 'dev-password';"
            "GRANT SELECT (id) ON codingnplay.Users TO hub@'%'",
            "DROP USER hub@'%'; RENAME USER kept@'%' TO hub@'%'",
        ),
        {"database": "database-column-rights"},
        ("GRANT SELECT ON `codingnplay`.`Users`",),
    ),
    Row(
        "the table is locked",
        _table_locked,
        {"database": "database-slow"},
        ("PROCESSLIST",),
    ),
    Row(
        "the store is stopped",
        lambda place: place.stopped("dev-objectstore"),
        {"service.dev-objectstore": "service-ended"},
        ("make up",),
    ),
    Row(
        "the store does not listen",
        lambda place: place.store(off=True),
        {"bucket": "bucket-unreachable"},
        ("S3_ENDPOINT_URL",),
    ),
    Row(
        "the store is overloaded",
        lambda place: place.store(status=503),
        {"bucket": "bucket-busy"},
        ("status page",),
    ),
    Row(
        "the store's key is wrong",
        _settings("AWS_ACCESS_KEY_ID=an-old-key-id"),
        {"bucket": "bucket-keys"},
        ("AWS_ACCESS_KEY_ID", "make up"),
    ),
    Row(
        "the store's secret key is wrong",
        _settings("AWS_SECRET_ACCESS_KEY=an-old-secret"),
        {"bucket": "bucket-keys"},
        ("AWS_SECRET_ACCESS_KEY",),
    ),
    Row(
        "the bucket is missing",
        _settings("BUCKET_NAME=another-bucket"),
        {"bucket": "bucket-missing"},
        ("BUCKET_NAME",),
    ),
    Row(
        "the keys may not write",
        _rights("PUT"),
        {"bucket": "bucket-put"},
        ("NCP console",),
    ),
    Row(
        "the keys may not read",
        _rights("GET"),
        {"bucket": "bucket-get"},
        ("NCP console",),
    ),
    Row(
        "the keys may not delete",
        _rights("DELETE"),
        {"bucket": "bucket-delete"},
        ("delete",),
    ),
    Row(
        "the clock is wrong",
        lambda place: place.store(clock=3600),
        {"clock": "clock-wrong"},
        ("timedatectl",),
    ),
    Row(
        "the rules of the packet filter are gone",
        _rules_flushed,
        {"service.firewall": "service-ended", "firewall": "firewall-missing"},
        ("docker logs --tail 30 doctest-firewall-1", "docker restart doctest-firewall-1"),
    ),
    Row(
        "the hub is stopped",
        lambda place: place.stopped("hub"),
        {"service.hub": "service-ended"},
        ("docker logs --tail 30 doctest-hub-1",),
    ),
    Row(
        "the storage agent is stopped",
        lambda place: place.stopped("storage"),
        {"service.storage": "service-ended"},
        ("docker logs --tail 30 doctest-storage-1",),
    ),
    Row(
        "the sync is unhealthy",
        lambda place: place.unhealthy("sync"),
        {"service.sync": "service-unhealthy"},
        ("docker logs --tail 30 doctest-sync-1",),
    ),
    Row(
        "a service ends as soon as it starts",
        _restarting,
        {"service.sync": "service-restarting"},
        ("docker logs",),
    ),
    Row(
        "another program has the port",
        _port_taken,
        {"service.proxy": "service-ended", "ports": "port-taken"},
        ("ss -ltnp", "HUB_PORT"),
    ),
    Row(
        "the proxy does not know the hub",
        lambda place: place.answers(page=(503, {})),
        {"page": "page-no-hub"},
        ("doctest-hub-1",),
    ),
    Row(
        "the hub does not reach a part that is well",
        lambda place: place.answers(ready=(503, {"ready": False, "parts": _DEAD_PARTS})),
        {"ready": "ready-not"},
        ("docker logs --tail 50 doctest-hub-1",),
    ),
    Row(
        "the lessons are not mounted",
        lambda place: place.answers(
            health=(200, {"object_store": "reachable", "lessons": "lessons-not-mounted"})
        ),
        {"agent": "agent-lessons"},
        ("HUB_LESSON_PREFIXES",),
    ),
    Row(
        "the agent cannot use a store that is well, as with keys of before",
        lambda place: place.answers(
            health=(200, {"object_store": "object-store-refused", "lessons": "mounted"})
        ),
        {"agent": "agent-store"},
        ("make up",),
    ),
    Row(
        "the notebook image is missing",
        _settings("HUB_NOTEBOOK_IMAGE=eduhub/nothing:latest"),
        {"image.notebook": "image-missing"},
        ("make up",),
    ),
)
