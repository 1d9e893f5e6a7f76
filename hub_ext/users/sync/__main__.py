"""The process of the sync: a round every half minute, for as long as it runs."""

import asyncio
import logging
import signal
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from hub_ext.environment import SettingsError, read
from hub_ext.logs.context import begin_request, new_request_id
from hub_ext.logs.setup import start_log
from hub_ext.platform_database import users_engine
from hub_ext.settings import SyncSettings
from hub_ext.users.directory import UserDirectory
from hub_ext.users.directory_errors import DirectoryError
from hub_ext.users.sync.hub_client import HubClient, HubUnavailable
from hub_ext.users.sync.models import RoundReport
from hub_ext.users.sync.service import DirectorySync

#: The service `hub` of docker-compose.yml.
HUB_API: Final = "http://hub:8081/hub/api"
#: Seconds between two rounds; what changes in the table is promised within five minutes.
PAUSE_SECONDS: Final = 30.0
#: Touched after every round, whatever came of it; the container's health looks at its age.
SIGN_OF_LIFE: Final = Path("/tmp/round")  # noqa: S108 - a file system of this container's own

_LOG: Final = logging.getLogger("hub_ext.users.sync")


async def run(settings: SyncSettings) -> None:
    """Make rounds until cancelled; one log line when what hinders them changes."""
    with closing(UserDirectory(users_engine(settings))) as directory:
        async with HubClient(HUB_API, settings.hub_sync_token.get_secret_value()) as hub:
            sync = DirectorySync(settings, directory, hub, _LOG)
            hindered = ""
            while True:
                begin_request(new_request_id())
                before, hindered = hindered, await _round(sync, hub)
                if hindered and hindered != before:
                    _LOG.error("The hub learns nothing new of the table: %s", hindered)
                elif before and not hindered:
                    _LOG.info("The table is read and the hub told again")
                SIGN_OF_LIFE.touch()
                await asyncio.sleep(PAUSE_SECONDS)


async def _round(sync: DirectorySync, hub: HubClient) -> str:
    try:
        await sync.round()
        await hub.report(RoundReport(table_read=True))
    except HubUnavailable as error:
        return str(error)
    except DirectoryError as error:
        with suppress(HubUnavailable):
            await hub.report(RoundReport(table_read=False))
        return str(error)
    return ""


async def run_until_told(settings: SyncSettings) -> None:
    """Make rounds until told to end: the kernel drops SIGTERM for a process 1 that does not listen to it."""
    rounds = asyncio.create_task(run(settings))
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, rounds.cancel)
    with suppress(asyncio.CancelledError):
        await rounds


def main() -> None:
    """Read the settings and run."""
    try:
        settings = read(SyncSettings)
    except SettingsError as error:
        sys.exit(str(error))
    start_log("sync", settings.hub_log_format)
    asyncio.run(run_until_told(settings))


if __name__ == "__main__":
    main()
