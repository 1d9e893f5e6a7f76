"""The sync as a process that makes a round when it is told to, and says what the round took.

``python -m bench.people.sync_process HUB_API``: a line in, a line of JSON out. The parts are those
of ``python -m hub_ext.users.sync``, which makes a round every half minute.
"""

import asyncio
import json
import logging
import re
import sys
import time
from contextlib import closing
from pathlib import Path

from hub_ext.environment import read
from hub_ext.platform_database import users_engine
from hub_ext.settings import SyncSettings
from hub_ext.users.directory import UserDirectory
from hub_ext.users.sync.hub_client import HubClient
from hub_ext.users.sync.service import DirectorySync

_SELF = Path("/proc/self")


async def run(settings: SyncSettings, hub_api: str) -> None:
    """Make rounds until there are no more lines."""
    log = logging.getLogger("hub_ext.users.sync")
    with closing(UserDirectory(users_engine(settings))) as directory:
        async with HubClient(hub_api, settings.hub_sync_token.get_secret_value()) as hub:
            sync = DirectorySync(settings, directory, hub, log)
            while await asyncio.to_thread(sys.stdin.readline):
                print(json.dumps(await _measured_round(sync)), flush=True)


async def _measured_round(sync: DirectorySync) -> dict[str, float]:
    # Lets the kernel count the peak of memory anew.
    (_SELF / "clear_refs").write_text("5")
    started, worked = time.monotonic(), time.process_time()
    outcome = await sync.round()
    return {
        "started": started,
        "ended": time.monotonic(),
        "processor_seconds": time.process_time() - worked,
        "created": outcome.created,
        "changed": outcome.changed,
        "peak_kib": _memory("VmHWM"),
    }


def _memory(field: str) -> int:
    found = re.search(rf"^{field}:\s+(\d+) kB$", (_SELF / "status").read_text(), re.MULTILINE)
    if not found:
        raise RuntimeError(f"the kernel does not tell {field}")
    return int(found[1])


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    asyncio.run(run(read(SyncSettings), sys.argv[1]))
