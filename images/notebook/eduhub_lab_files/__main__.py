"""The process that has JupyterLab's files for everybody."""

import logging
from pathlib import Path
from typing import Final

from aiohttp import web

from . import EXTENSIONS, PREFIX, STATIC, VERSIONS_FILE
from .published import forget, publish, versions

PORT: Final = 8791
FOLDER: Final = Path("/srv/lab-files")
#: A version's files never change, and who has one asks no more.
FOR_EVER: Final = "public, max-age=31536000, immutable"


def application(folder: Path) -> web.Application:
    """Return what answers for the versions in `folder`."""

    async def tell(_request: web.Request) -> web.Response:
        return web.json_response({"versions": versions(folder)})

    async def say_for_how_long(_request: web.Request, response: web.StreamResponse) -> None:
        kept = response.status in (200, 206, 304) and isinstance(response, web.FileResponse)
        response.headers["Cache-Control"] = FOR_EVER if kept else "no-cache"
        # Servers have other addresses than the hub, where each person has a subdomain.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "same-site"
        response.headers["X-Content-Type-Options"] = "nosniff"

    app = web.Application()
    app.router.add_get(PREFIX, tell)
    app.router.add_static(PREFIX, folder)
    app.on_response_prepare.append(say_for_how_long)
    return app


def main() -> None:
    """Put this image's files into the folder, and serve until told to end."""
    logging.basicConfig(
        level=logging.INFO, format="[%(levelname).1s %(asctime)s lab-files] %(message)s"
    )
    current = VERSIONS_FILE.read_text().split()
    for files, version in zip((STATIC, EXTENSIONS), current, strict=True):
        publish(files, version, FOLDER)
    forget(FOLDER, current)
    logging.info("JupyterLab's files are to be had: %s", ", ".join(versions(FOLDER)))
    web.run_app(application(FOLDER), port=PORT, access_log=None, print=None)


if __name__ == "__main__":
    main()
