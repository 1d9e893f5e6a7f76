"""What one person's keys open, in rclone's own words."""

from typing import Any, Final

from hub_ext.storage.contents.passes import Pass
from hub_ext.storage.process import REMOTE

#: What a person's server calls its files.
HOME_BUCKET: Final = "home"


def backend(opened: Pass, bucket: str) -> dict[str, Any]:
    """Return rclone's answer to ``--auth-proxy`` for one person.

    Parameters
    ----------
    opened
        Whose keys they are.
    bucket
        The platform's bucket.

    Notes
    -----
    ``serve s3`` shows the first folders of the root as buckets. A remote that combines others shows
    no more than it names, so there is no way up to anybody else's.
    """
    return {
        "type": "combine",
        "upstreams": upstream(HOME_BUCKET, f"{REMOTE}:{bucket}/{opened.layout.prefix}"),
        "_root": "",
        "_secret_access_key": opened.secret_key,
    }


def upstream(name: str, remote: str) -> str:
    """Return one item of combine's list, which is CSV with spaces for commas."""
    text = f"{name}={remote}".replace('"', '""')
    return f'"{text}"'
