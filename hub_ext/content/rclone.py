"""How rclone is started for a copy between two stores."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from hub_ext.content.sides import Side

_FIXED: Final = (
    # The target's objects are looked at once more, and are not overwritten if they are younger. By the
    # stores' own times: those that tools write beside an object may be anything.
    "--update",
    "--use-server-modtime",
    "--metadata",
    # Two keys that only differ in their Unicode form are two objects.
    "--no-unicode-normalization",
    *("--retries", "1"),
    *("--low-level-retries", "4"),
    *("--contimeout", "10s"),
    *("--timeout", "60s"),
    *("--transfers", "16"),
    *("--checkers", "32"),
    *("--max-backlog", "64"),
    *("--buffer-size", "1Mi"),
    *("--s3-chunk-size", "8Mi"),
    *("--s3-upload-concurrency", "4"),
    # Or four large objects at once take half a gigabyte of memory.
    *("--max-buffer-memory", "256Mi"),
    "--use-json-log",
    "-v",
    *("--stats", "1s"),
    *("--stats-log-level", "NOTICE"),
)


@dataclass(frozen=True)
class Limits:
    """How a copy is done.

    Attributes
    ----------
    acl
        Who may read what was copied.
    bandwidth
        Bytes a second as rclone writes them, ``10M`` for example; no limit if empty.
    requests_per_second
        Of both stores together; no limit if 0.
    """

    acl: Literal["private", "public-read"] = "private"
    bandwidth: str = ""
    requests_per_second: float = 0


def command(source: Side, target: Side, names: Path, limits: Limits) -> Sequence[str]:
    """Return the command line of a copy of the objects that a file names; it holds no key.

    Notes
    -----
    rclone dies with the command, however that ends: two copies never run at once.
    """
    limited = [
        *(["--bwlimit", limits.bandwidth] if limits.bandwidth else []),
        *(["--tpslimit", f"{limits.requests_per_second:g}"] if limits.requests_per_second else []),
    ]
    return [
        *("setpriv", "--pdeathsig=KILL"),
        *("rclone", "copy", f"source:{source.bucket}", f"target:{target.bucket}"),
        *("--files-from-raw", str(names)),
        *_FIXED,
        *limited,
    ]


def environment(source: Side, target: Side, folder: Path, limits: Limits) -> dict[str, str]:
    """Return rclone's whole environment: the only place where it gets keys from.

    Parameters
    ----------
    folder
        What rclone takes for its home.
    """
    kept = {name: os.environ[name] for name in ("PATH", "SSL_CERT_FILE") if name in os.environ}
    return {
        **kept,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        # No file: this host must not be able to hold a configuration.
        "RCLONE_CONFIG": "",
        **_remote(source),
        **_remote(target),
        "RCLONE_CONFIG_TARGET_ACL": limits.acl,
        # An upload is sent with its MD5, so that a store refuses what arrives otherwise.
        "RCLONE_CONFIG_TARGET_NO_HEAD": "true",
    }


def _remote(side: Side) -> dict[str, str]:
    # Provider `Other` is V1 lists and no CRC checksums, which NCP needs and AWS allows.
    values = {
        "TYPE": "s3",
        "PROVIDER": "Other",
        "ACCESS_KEY_ID": side.access_key_id.get_secret_value(),
        "SECRET_ACCESS_KEY": side.secret_access_key.get_secret_value(),
        "ENDPOINT": side.endpoint,
        "REGION": side.region,
        "FORCE_PATH_STYLE": "true",
        "LIST_VERSION": "1",
        "NO_CHECK_BUCKET": "true",
        "ENCODING": "Raw",
    }
    return {f"RCLONE_CONFIG_{side.remote.upper()}_{name}": value for name, value in values.items()}
