"""JupyterLab's own files, which the pages of all servers find at one address.

The service `lab-files` of docker-compose.yml has them, in a container of the notebook image that is
nobody's server (`images/notebook/eduhub_lab_files`). A browser that has loaded them keeps them for
whoever sits down next. It is no part that people depend on: a server starts with what it is told of
it, and serves its own files if the service does not have the same ones.
"""

import asyncio
import re
from logging import Logger
from typing import Final

import httpx
from pydantic import BaseModel, ValidationError

#: What the proxy knows the service by, and where it finds it.
PREFIX: Final = "/lab-files/"
URL: Final = "http://lab-files:8791"
#: What the notebook image reads the address and the versions to be had there from.
ADDRESS_VARIABLE: Final = "EDUHUB_LAB_FILES"
VERSIONS_VARIABLE: Final = "EDUHUB_LAB_FILES_VERSIONS"
#: Seconds between two questions.
CHECK_SECONDS: Final = 10.0
_ANSWER_SECONDS: Final = 2.0
_VERSION: Final = re.compile("[0-9a-f]{16}")


class _Told(BaseModel):
    versions: list[str]


class LabFiles:
    """Which versions of JupyterLab's files the service has.

    Parameters
    ----------
    url
        Where it listens.
    """

    def __init__(self, url: str = URL) -> None:
        self._url = url
        #: As it said last; none while it does not answer.
        self.versions: tuple[str, ...] = ()

    async def follow(self, log: Logger) -> None:
        """Ask again and again until cancelled."""
        async with httpx.AsyncClient(base_url=self._url, timeout=_ANSWER_SECONDS) as http:
            while True:
                try:
                    answer = await http.get(PREFIX)
                    told = _Told.model_validate_json(answer.raise_for_status().content)
                except (httpx.HTTPError, ValidationError) as error:
                    if self.versions:
                        log.warning(
                            "The service lab-files does not answer (%s); each server has its own",
                            type(error).__name__,
                        )
                    self.versions = ()
                else:
                    versions = tuple(filter(_VERSION.fullmatch, told.versions))
                    if versions and not self.versions:
                        log.info("The service lab-files has JupyterLab's files for everybody")
                    self.versions = versions
                await asyncio.sleep(CHECK_SECONDS)
