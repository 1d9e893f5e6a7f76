"""What a provider publishes about itself (OpenID Connect Discovery 1.0)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from hub_ext.users.oauth.errors import ProviderUnfit

PATH: Final = "/.well-known/openid-configuration"
#: Providers change their addresses rarely, and announce it.
KEPT_SECONDS: Final = 3600.0


class Endpoints(BaseModel):
    """Where a provider is asked, and how; the names are the standard's."""

    model_config = ConfigDict(strict=True, frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]

    @property
    def basic_auth(self) -> bool:
        """Whether the client's secret goes into a header, as the standard prefers."""
        methods = self.token_endpoint_auth_methods_supported
        return "client_secret_basic" in methods or "client_secret_post" not in methods


def read_endpoints(document: Mapping[str, Any], issuer: str, *, encrypted: bool) -> Endpoints:
    """Check what a provider says about itself.

    Parameters
    ----------
    document
        Its answer.
    issuer
        Who it has to be: ``HUB_OAUTH_ISSUER``, which has no slash at its end.
    encrypted
        Whether every address has to be ``https``.

    Raises
    ------
    ProviderUnfit
        If it is somebody else, or if an address is missing or may not be used.
    """
    try:
        endpoints = Endpoints.model_validate(document)
    except ValidationError as error:
        names = ", ".join(sorted({str(found["loc"][0]) for found in error.errors()}))
        raise ProviderUnfit(f"the provider's {PATH} lacks a usable {names}") from None
    if endpoints.issuer.removesuffix("/") != issuer:
        raise ProviderUnfit(f"the provider's {PATH} names another issuer than HUB_OAUTH_ISSUER")
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint"):
        if not _usable(getattr(endpoints, name), encrypted):
            raise ProviderUnfit(
                f"the provider's {name} is not an address that begins with https://"
            )
    return endpoints


class Discovery:
    """The endpoints of a provider: asked for when they are needed, and kept for an hour.

    Parameters
    ----------
    ask
        Asks the provider.
    clock
        Seconds that only grow.
    """

    def __init__(
        self, ask: Callable[[], Awaitable[Endpoints]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._known: Endpoints | None = None
        self._ends = 0.0
        self._asking: asyncio.Task[Endpoints] | None = None

    async def endpoints(self) -> Endpoints:
        """Return them; a class that logs in at the same moment shares one question.

        Raises
        ------
        ProviderUnavailable, ProviderUnfit
            If they are not known; the next call asks again.
        """
        if self._known and self._clock() < self._ends:
            return self._known
        if self._asking is None:
            self._asking = asyncio.create_task(self._refresh())
        # Somebody who closes the page does not end the question of the others.
        return await asyncio.shield(self._asking)

    async def _refresh(self) -> Endpoints:
        try:
            self._known = await self._ask()
            self._ends = self._clock() + KEPT_SECONDS
            return self._known
        finally:
            self._asking = None


def _usable(address: str, encrypted: bool) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname and parts.port != 0
    except ValueError:
        return False
    schemes = {"https"} if encrypted else {"https", "http"}
    plain = address.isascii() and address.isprintable() and " " not in address
    return bool(plain and parts.scheme in schemes and host and not parts.username) and (
        not parts.fragment
    )
