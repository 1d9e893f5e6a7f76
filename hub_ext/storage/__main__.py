"""Start the storage agent: ``python -m hub_ext.storage``."""

import argparse
import sys
from pathlib import Path

from aiohttp import web

from hub_ext.environment import SettingsError, read
from hub_ext.logs.setup import start_log
from hub_ext.setting_types import HomeStorage
from hub_ext.settings import StorageSettings
from hub_ext.storage.agent import Agent
from hub_ext.storage.contents.way import DOOR_PORT
from hub_ext.storage.leasing.leases import EXPIRES
from hub_ext.storage.service import service

PORT = 8700


def main() -> int:
    """Serve until stopped; 1 if the settings are wrong."""
    parser = argparse.ArgumentParser(description="The storage agent of one host.")
    parser.add_argument("--host", default="0.0.0.0")  # noqa: S104 - a network of its own
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--door-port", type=int, default=DOOR_PORT)
    parser.add_argument("--lease-seconds", type=float, default=EXPIRES)
    parser.add_argument("--runtime", type=Path, default=Path("/run/eduhub"))
    parser.add_argument(
        "--without-mounts",
        action="store_true",
        help="for a machine that may not mount: no lessons, and links in homes are followed",
    )
    options = parser.parse_args()
    try:
        settings = read(StorageSettings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    start_log("storage", settings.hub_log_format)
    if options.without_mounts and settings.home_storage is HomeStorage.MOUNT:
        print("HOME_STORAGE=mount needs an agent that may mount", file=sys.stderr)
        return 1
    door = (options.host, options.door_port)
    agent = Agent(
        settings,
        options.runtime,
        mounts=not options.without_mounts,
        door=door,
        lease_seconds=options.lease_seconds,
    )
    application = service(
        agent,
        settings.hub_storage_token.get_secret_value(),
        settings.hub_look_token.get_secret_value(),
        settings.hub_metrics_token.get_secret_value(),
    )
    web.run_app(application, host=options.host, port=options.port, access_log=None, print=None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
