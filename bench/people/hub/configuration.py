"""The project's own configuration, with addresses on this machine and a look at the loop."""

import asyncio
import os
from pathlib import Path

from bench.people.hub.loop_probe import note_delays
from bench.people.hub.routes import RoutesInMemory
from hub_ext.classroom.configuration import NAME as CLASSROOM
from hub_ext.hub_database import write_ahead
from hub_ext.ops.audit import keep_audit_in

FOLDER = Path(os.environ["BENCH_FOLDER"])
PROJECT = Path(__file__).resolve().parents[3]

c = get_config()  # type: ignore[name-defined]  # noqa: F821
load_subconfig(str(PROJECT / "jupyterhub_config.py"))  # type: ignore[name-defined]  # noqa: F821

c.JupyterHub.hub_bind_url = os.environ["BENCH_HUB_URL"]
c.JupyterHub.hub_connect_ip = "127.0.0.1"
write_ahead(FOLDER / "hub.sqlite")
c.JupyterHub.db_url = f"sqlite:///{FOLDER / 'hub.sqlite'}"
c.JupyterHub.proxy_class = RoutesInMemory
for service in c.JupyterHub.services:
    if service["name"] == CLASSROOM:
        service["url"] = os.environ["BENCH_PAGE_URL"]
keep_audit_in(FOLDER)

# JupyterHub reads its configuration when its loop runs already.
probe = asyncio.get_running_loop().create_task(note_delays(FOLDER / "loop.csv"))
