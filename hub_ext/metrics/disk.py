"""The disk that the hub writes to: its database and the audit log."""

import math
import shutil
from pathlib import Path
from typing import Final

from prometheus_client import Gauge

#: The volume `hub-data` of docker-compose.yml.
HUB_DATA: Final = Path("/srv/hub-data")

_FREE: Final = Gauge("eduhub_hub_disk_free_bytes", "What is free where the hub's database is.")
_SIZE: Final = Gauge("eduhub_hub_disk_size_bytes", "How large that disk is.")


def _bytes(what: str) -> float:
    try:
        return float(getattr(shutil.disk_usage(HUB_DATA), what))
    except OSError:
        return math.nan


_FREE.set_function(lambda: _bytes("free"))
_SIZE.set_function(lambda: _bytes("total"))
