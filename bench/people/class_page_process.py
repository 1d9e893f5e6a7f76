"""The class page as a process: ``python -m bench.people.class_page_process HUB_URL PORT``.

No storage agent answers, so it says "not known" of everybody's files.
"""

import asyncio
import logging
import sys
from typing import Final

from tornado.httpserver import HTTPServer

from hub_ext.classroom.application import application, make_parts
from hub_ext.environment import read
from hub_ext.settings import ClassroomSettings

_NOWHERE: Final = "http://127.0.0.1:9"


async def run(settings: ClassroomSettings, hub_url: str, port: int) -> None:
    """Serve until killed."""
    server = HTTPServer(application(make_parts(settings, hub_url, _NOWHERE)))
    server.listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    logging.getLogger("httpx").setLevel(logging.ERROR)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    asyncio.run(run(read(ClassroomSettings), sys.argv[1], int(sys.argv[2])))
