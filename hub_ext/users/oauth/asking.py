"""One question to a provider over HTTP: little time, little memory, and no word of the answer logged."""

import asyncio
import json
from typing import Any, Final
from urllib.parse import urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from hub_ext.users.oauth.errors import (
    LoginOutdated,
    ProviderError,
    ProviderUnavailable,
    ProviderUnfit,
)

#: For one answer, connecting included.
ANSWER_SECONDS: Final = 5.0
#: Real documents have a few thousand bytes.
LARGEST_ANSWER: Final = 256 * 1024
#: Two classes that log in at the same moment.
_QUESTIONS_AT_ONCE: Final = 64
#: RFC 6749, 5.2. Anything else stays out of the log: it may repeat what it was asked with.
_TOKEN_ERRORS: Final = {
    "invalid_client": "check HUB_OAUTH_CLIENT_ID and HUB_OAUTH_CLIENT_SECRET",
    "invalid_grant": "the code is used, too old or another login's",
    "invalid_request": "the provider wants more than the standard's parameters",
    "invalid_scope": "let the hub's client ask for openid, and for email if people are matched by it",
    "unauthorized_client": "allow the hub's client the authorization code",
    "unsupported_grant_type": "the provider does not know the authorization code",
}


def bounded_client() -> AsyncHTTPClient:
    """Return a client that reads no more than `LARGEST_ANSWER` bytes of an answer.

    It is made by its class: where curl is installed, JupyterHub's default client has no limits.
    """
    return SimpleAsyncHTTPClient(
        force_instance=True,
        max_body_size=LARGEST_ANSWER,
        max_buffer_size=LARGEST_ANSWER,
        max_clients=_QUESTIONS_AT_ONCE,
    )


async def ask(client: AsyncHTTPClient, url: str, **options: Any) -> dict[str, Any]:
    """Ask once, and return the JSON object of the answer.

    Parameters
    ----------
    client
        From `bounded_client`.
    url
        Of the provider; its query is not for the log.
    options
        Of `tornado.httpclient.HTTPRequest`; the limits here come before them.

    Raises
    ------
    LoginOutdated
        If the provider takes the code for used, too old or another login's.
    ProviderUnavailable
        If there is no answer in `ANSWER_SECONDS`, or one that says to come back.
    ProviderUnfit
        If the answer cannot be used.
    """
    place = urlsplit(url)._replace(query="").geturl()
    options |= {"connect_timeout": ANSWER_SECONDS, "request_timeout": ANSWER_SECONDS}
    # A redirect would carry the secret or the token to who knows where.
    options |= {"follow_redirects": False, "decompress_response": False}
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await client.fetch(HTTPRequest(url, **options), raise_error=False)
    except TimeoutError:
        raise ProviderUnavailable(f"{place} takes too long to answer") from None
    except (HTTPClientError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise ProviderUnavailable(f"{place} does not answer: {reason}") from None
    except ValueError:
        raise ProviderUnfit(f"{place} cannot be asked; check HUB_OAUTH_ISSUER") from None
    return _content(answer, place)


def _content(answer: HTTPResponse, place: str) -> dict[str, Any]:
    if answer.code == 429 or answer.code >= 500:
        raise ProviderUnavailable(f"{place} answers {answer.code}")
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        content = None
    if answer.code != 200:
        error = content.get("error") if isinstance(content, dict) else None
        raise _refusal(error, f"{place} answers {answer.code}")
    if not isinstance(content, dict):
        raise ProviderUnfit(f"{place} answers something that is no JSON object")
    return content


def _refusal(error: Any, described: str) -> ProviderError:
    if not isinstance(error, str) or error not in _TOKEN_ERRORS:
        return ProviderUnfit(described)
    kind = LoginOutdated if error == "invalid_grant" else ProviderUnfit
    return kind(f"{described} {error}: {_TOKEN_ERRORS[error]}")
