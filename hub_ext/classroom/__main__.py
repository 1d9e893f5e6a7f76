"""The process of the class page."""

import asyncio
import contextlib
import logging
import signal
import sys
from typing import Final

from tornado.httpserver import HTTPServer

from hub_ext.bodies import MAX_BODY_BYTES
from hub_ext.classroom.application import application, make_parts
from hub_ext.environment import SettingsError, read
from hub_ext.logs.setup import start_log
from hub_ext.settings import ClassroomSettings

PORT: Final = 8790


async def run(settings: ClassroomSettings) -> None:
    """Serve until told to end."""
    parts = make_parts(settings)
    # For the protocol; where a request comes from, the application finds out itself.
    server = HTTPServer(application(parts), xheaders=True, max_body_size=MAX_BODY_BYTES)
    server.listen(PORT)
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    with contextlib.suppress(asyncio.CancelledError):
        await ended.wait()
    server.stop()
    await parts.close()


def main() -> None:
    """Read the settings and run."""
    try:
        settings = read(ClassroomSettings)
    except SettingsError as error:
        sys.exit(str(error))
    start_log("classroom", settings.hub_log_format)
    for name in ("httpx", "tornado.access"):
        logging.getLogger(name).setLevel(logging.ERROR)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
