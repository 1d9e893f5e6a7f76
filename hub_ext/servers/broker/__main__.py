"""The process of the broker: ``python -m hub_ext.servers.broker``."""

import asyncio
import logging
import signal
import sys

from aiohttp.http_exceptions import HttpProcessingError

from hub_ext.environment import SettingsError, read
from hub_ext.servers.broker.engine_side import EngineSide
from hub_ext.servers.broker.rules import Rules
from hub_ext.servers.broker.service import Broker, serving
from hub_ext.servers.broker.sockets import BROKER_SOCKET, ENGINE_SOCKET
from hub_ext.settings import ServerSettings


async def run(settings: ServerSettings) -> str:
    """Serve until told to end, or until the engine's socket is lost; return why, ``""`` if told to."""
    engine = EngineSide(ENGINE_SOCKET)
    lost = asyncio.create_task(engine.lost.wait())
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, lost.cancel)
    try:
        async with serving(Broker(Rules.of(settings), engine), BROKER_SOCKET):
            await lost
    except asyncio.CancelledError:
        return ""
    finally:
        await engine.close()
    return "nothing listens at the engine's socket; when the engine starts this again, there is a new one"


def _in_one_line(record: logging.LogRecord) -> bool:
    """What is no HTTP needs no traceback."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError):
        record.msg, record.args, record.exc_info = (
            "refused: %r is no request",
            (error.message[:200],),
            None,
        )
    return True


def main() -> None:
    """Read the settings and run."""
    logging.basicConfig(
        level=logging.INFO,
        format="[%(levelname).1s %(asctime)s engine-broker] %(message)s",
        stream=sys.stdout,
    )
    logging.getLogger("aiohttp.server").addFilter(_in_one_line)
    try:
        settings = read(ServerSettings)
    except SettingsError as error:
        sys.exit(str(error))
    sys.exit(asyncio.run(run(settings)) or None)


if __name__ == "__main__":
    main()
