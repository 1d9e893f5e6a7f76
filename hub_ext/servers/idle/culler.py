"""Read by `jupyterhub-idle-culler` as its configuration, in its own process."""

import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from hub_ext.servers.idle.arbiter import Arbiter
from hub_ext.servers.warm.timetable import FILE, Timetable

c = get_config()  # type: ignore[name-defined]  # noqa: F821

# The culler's own log, which the hub writes into its own.
_log = logging.getLogger("idle-culler")
c.IdleCuller.cull_arbiter_hook = Arbiter(Timetable(FILE, _log))
