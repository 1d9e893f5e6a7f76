"""What the engine tells of containers as it happens, so that nobody has to ask about each of them.

JupyterHub polls every server. With a hundred of them that is a hundred questions to an engine that a class
keeps busy. Here one stream of events says whose container has ended; a server of which nothing was heard since
it was last looked at runs as it did. Whatever the stream may have missed is asked about: it is down, it was down
meanwhile, or the look is too long ago.
"""

import asyncio
import json
import time
from logging import Logger
from typing import Final

import httpx

from hub_ext.servers.engine import engine_url
from hub_ext.servers.hardening import INSTANCE_LABEL

#: Seconds after which a server is looked at though nothing was heard of it.
LOOK_INTERVAL: Final = 300.0
#: Seconds without an event after which the stream is opened anew: an engine that hangs would be silent too.
_SILENCE: Final = 60.0
_CONNECT_SECONDS: Final = 5.0
_AFTER_FAILURE: Final = 2.0
#: All after which a container does not run any more.
_EVENTS: Final = ("die", "destroy", "oom", "kill", "stop")


class ContainerNews:
    """Events of the containers of one instance.

    Parameters
    ----------
    instance
        Whose containers are meant.
    url
        Where the engine listens; ``""`` for `hub_ext.servers.engine.engine_url`.
    silence
        Seconds without an event after which the stream is opened anew.
    """

    def __init__(self, instance: str, url: str = "", silence: float = _SILENCE) -> None:
        self._silence = silence
        filters = {
            "type": ["container"],
            "event": list(_EVENTS),
            "label": [f"{INSTANCE_LABEL}={instance}"],
        }
        self._filters = json.dumps(filters)
        self._socket = (url or engine_url()).removeprefix("unix://")
        #: When the present stream was there; None while there is none.
        self._up_since: float | None = None
        #: When something was last heard of a container.
        self._heard: dict[str, float] = {}

    def is_as_before(self, container_id: str, looked: float) -> bool:
        """Tell whether a container is as it was at a moment.

        Parameters
        ----------
        container_id
            The engine's own.
        looked
            `time.monotonic` before the engine was asked about it.

        Returns
        -------
        bool
            False if it is not, and if that is not known.
        """
        if self._up_since is None or looked <= self._up_since:
            return False
        recent = time.monotonic() - looked < LOOK_INTERVAL
        return recent and looked > self._heard.get(container_id, looked - 1)

    async def follow(self, log: Logger) -> None:
        """Listen until cancelled."""
        transport = httpx.AsyncHTTPTransport(uds=self._socket)
        limits = httpx.Timeout(_CONNECT_SECONDS, read=self._silence)
        async with httpx.AsyncClient(transport=transport, timeout=limits) as http:
            works = True
            while True:
                try:
                    await self._listen(http)
                    works = True
                except httpx.ReadTimeout:
                    works = True
                except (httpx.HTTPError, ValueError) as error:
                    if works:
                        log.warning(
                            "Events of the Docker engine are not heard (%s); it is asked about each server",
                            type(error).__name__,
                        )
                    works = False
                    await asyncio.sleep(_AFTER_FAILURE)
                finally:
                    self._up_since = None

    async def _listen(self, http: httpx.AsyncClient) -> None:
        address, wanted = "http://engine/events", {"filters": self._filters}
        async with http.stream("GET", address, params=wanted) as answer:
            answer.raise_for_status()
            self._up_since = time.monotonic()
            self._heard.clear()
            async for line in answer.aiter_lines():
                if line.strip():
                    self._heard[str(json.loads(line)["Actor"]["ID"])] = time.monotonic()
