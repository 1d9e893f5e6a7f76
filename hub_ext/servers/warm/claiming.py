"""Talking to a waiting server, which answers on the port that its person's will have."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import httpx

from hub_ext.servers.hardening import PORT
from hub_ext.servers.warm.waiting import WaitingServer, claim_secret
from hub_ext.settings import HubSettings

_SECONDS: Final = 3.0
_PATH: Final = "/claim"


class NotClaimedError(Exception):
    """A waiting server that does not answer as one; the message has nothing of what it was told."""


class Claims:
    """The hub's side of `images/notebook/eduhub_warm/waiting.py`.

    Parameters
    ----------
    settings
        With the hub's secret.
    """

    def __init__(self, settings: HubSettings) -> None:
        self._settings = settings
        self._http = httpx.AsyncClient(timeout=_SECONDS, trust_env=False)

    async def waits(self, server: WaitingServer) -> bool:
        """Tell whether it has imported everything, and nobody has claimed it."""
        try:
            answer = await self._http.get(_address(server))
        except httpx.HTTPError:
            return False
        return answer.status_code == HTTPStatus.OK

    async def claim(self, server: WaitingServer, environment: Mapping[str, str]) -> None:
        """Hand a person's environment over; then it is theirs.

        Raises
        ------
        NotClaimedError
            If it did not take it. It may have done so all the same: it is never to be used again.
        """
        secret = claim_secret(self._settings, server.place)
        body = {"secret": secret, "environment": dict(environment)}
        try:
            answer = await self._http.post(_address(server), json=body)
        except httpx.HTTPError as error:
            raise NotClaimedError(f"no answer: {type(error).__name__}") from None
        if answer.status_code != HTTPStatus.NO_CONTENT:
            raise NotClaimedError(f"HTTP {answer.status_code}")

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()


def _address(server: WaitingServer) -> str:
    return f"http://{server.address}:{PORT}{_PATH}"
