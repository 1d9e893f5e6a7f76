"""Connections to the platform's database, which never write."""

import sqlite3
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import URL, Engine, QueuePool, create_engine, make_url

from hub_ext.settings import DirectorySettings

#: Seconds for connecting, for one answer, and for a free connection.
_NETWORK_SECONDS: Final = 2
#: As many as the directory has threads, so that no thread waits for one.
CONNECTIONS: Final = 4
#: Shorter than MySQL's wait_timeout where somebody lowered it, and than firewalls' patience.
_RECYCLE_SECONDS: Final = 240


def users_engine(settings: DirectorySettings, *, answer_seconds: int = _NETWORK_SECONDS) -> Engine:
    """Make the engine that `settings` describe; nothing is connected yet.

    Parameters
    ----------
    answer_seconds
        How long one part of an answer may take.
    """
    if settings.hub_users_database:
        return _sqlite_engine(Path(make_url(settings.hub_users_database).database or ""))
    url = URL.create(
        "mysql+pymysql",
        username=settings.db_user,
        password=settings.db_password.get_secret_value(),
        host=settings.db_host,
        port=settings.db_port,
        database=settings.db_name,
        query={"charset": "utf8mb4"},
    )
    return create_engine(
        url,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=_NETWORK_SECONDS,
        pool_pre_ping=True,
        pool_recycle=_RECYCLE_SECONDS,
        connect_args={
            "connect_timeout": _NETWORK_SECONDS,
            "read_timeout": answer_seconds,
            "write_timeout": _NETWORK_SECONDS,
        },
    )


def _sqlite_engine(file: Path) -> Engine:
    # Through a URI, for only that opens it read-only; a missing file is then an error and not a
    # new, empty database.
    uri = f"file:{quote(str(file))}?mode=ro"
    return create_engine(
        "sqlite://",
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=0,
        creator=lambda: sqlite3.connect(
            uri, uri=True, timeout=_NETWORK_SECONDS, check_same_thread=False
        ),
    )
