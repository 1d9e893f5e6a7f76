"""Questions to the provider: oauthenticator's, within limits, and with nothing kept of the answers."""

# oauthenticator has no types.
# mypy: disallow-untyped-calls=False, disallow-any-unimported=False

from base64 import b64encode
from typing import Any
from urllib.parse import quote_plus

from jupyterhub.utils import get_browser_protocol
from oauthenticator.generic import GenericOAuthenticator
from oauthenticator.oauth2 import guess_callback_uri
from tornado.httpclient import AsyncHTTPClient
from tornado.web import HTTPError
from traitlets import Instance, default

from hub_ext.settings import HubSettings
from hub_ext.users.oauth.asking import ask, bounded_client
from hub_ext.users.oauth.discovery import PATH, Discovery, Endpoints, read_endpoints
from hub_ext.users.oauth.errors import ProviderUnfit


class OpenIDProvider(GenericOAuthenticator):
    """The provider of ``HUB_OAUTH_ISSUER``; it answers questions and logs nobody in itself.

    Notes
    -----
    Nothing is asked when it is made. What could come from oauthenticator's own environment
    variables is set here, but for the address to come back to.
    """

    settings = Instance(HubSettings, help="The settings of the hub.")

    def __init__(self, *, settings: HubSettings, **kwargs: Any) -> None:
        super().__init__(
            settings=settings,
            client_id=settings.hub_oauth_client_id,
            client_secret=settings.hub_oauth_client_secret.get_secret_value(),
            scope=["openid", "email"] if settings.hub_oauth_match == "email" else ["openid"],
            enable_pkce=True,
            userdata_token_method="header",  # noqa: S106 - where it goes
            userdata_from_id_token=False,
            validate_server_cert=True,
            **kwargs,
        )
        self._discovery = Discovery(self._ask_for_endpoints)

    @default("http_client")
    def _bounded_client(self) -> AsyncHTTPClient:
        return bounded_client()

    async def find_endpoints(self) -> None:
        """Set where to ask what, from what the provider publishes.

        Raises
        ------
        ProviderUnavailable, ProviderUnfit
            If it is not known.
        """
        endpoints = await self._discovery.endpoints()
        self.authorize_url = endpoints.authorization_endpoint
        self.token_url = endpoints.token_endpoint
        self.userdata_url = endpoints.userinfo_endpoint
        self.basic_auth = endpoints.basic_auth

    async def claims(self, handler: Any) -> dict[str, Any]:
        """Return what the provider says of the account that a callback is about.

        Parameters
        ----------
        handler
            The request with the code, and with the state in its cookie.

        Raises
        ------
        ProviderError
            If the code is refused, or if the provider cannot be asked or understood.
        """
        await self.find_endpoints()
        parameters = self.build_access_tokens_request_params(handler)
        token = await self.get_token_info(handler, parameters)
        claims: dict[str, Any] = await self.token_to_user(token)
        return claims

    def build_access_tokens_request_params(self, handler: Any, data: Any = None) -> dict[str, Any]:
        """Leave out oauthenticator's ``data``, which is no parameter of the standard."""
        parameters: dict[str, Any] = super().build_access_tokens_request_params(handler, data)
        del parameters["data"]
        return parameters

    def build_token_info_request_headers(self) -> dict[str, str]:
        """Encode name and secret before they are joined, as RFC 6749, 2.3.1, asks."""
        headers: dict[str, str] = super().build_token_info_request_headers()
        if self.basic_auth:
            pair = f"{quote_plus(self.client_id)}:{quote_plus(self.client_secret)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        return headers

    async def get_token_info(self, handler: Any, params: dict[str, Any]) -> dict[str, Any]:
        """Exchange the code; the parent's errors would show the answer with its tokens."""
        try:
            token: dict[str, Any] = await super().get_token_info(handler, params)
        except HTTPError:
            raise ProviderUnfit("the provider answers the code without a token") from None
        access_token, kind = token["access_token"], token.get("token_type")
        if not isinstance(kind, str) or kind.lower() != "bearer":
            raise ProviderUnfit("the provider's token is not a bearer token")
        if not isinstance(access_token, str) or not (
            access_token.isascii() and access_token.isprintable()
        ):
            raise ProviderUnfit("the provider's token is not one that can be sent")
        return token

    def get_callback_url(self, handler: Any = None) -> str:
        """Return where the provider sends the browser back to, as the browser sees the hub.

        The parent takes the protocol of the last proxy, which is not the one with the certificate.
        """
        if self.oauth_callback_url or handler is None:
            return str(super().get_callback_url(handler))
        public = handler.settings.get("public_url")
        protocol = public.scheme if public else get_browser_protocol(handler.request)
        host = public.netloc if public else handler.request.host
        return str(guess_callback_uri(protocol, host, handler.hub.base_url))

    async def httpfetch(
        self,
        url: str,
        label: str = "",  # noqa: ARG002 - the parent's, for its log
        parse_json: bool = True,  # noqa: ARG002 - all answers of a provider are
        raise_error: bool = True,  # noqa: ARG002 - as above
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Ask once, within limits; the parent's way would log what the provider answers.

        Raises
        ------
        ProviderError
            If there is no answer, or none that can be used.
        """
        return await ask(self.http_client, url, **self.http_request_kwargs | kwargs)

    async def _ask_for_endpoints(self) -> Endpoints:
        issuer = self.settings.hub_oauth_issuer
        document = await self.httpfetch(issuer + PATH, headers={"Accept": "application/json"})
        return read_endpoints(document, issuer, encrypted=self.settings.hub_mode != "dev")
