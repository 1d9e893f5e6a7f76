"""Requests of the platform's own pages, which a browser sends from another host than the hub's.

The origins are those that may embed the hub, see `hub_ext.users.sso.embedding`. A browser says in
``Origin`` where a page came from, and no page can say it is another; so that is as good a proof
against forged requests as JupyterHub's token, which a page of another host cannot read.
"""

from typing import Final

from tornado.httputil import HTTPServerRequest

from hub_ext.settings import HubSettings

#: Seconds that a browser remembers what it may send.
_REMEMBERED: Final = 600


def comes_from_platform(request: HTTPServerRequest, settings: HubSettings) -> bool:
    """Tell whether a page of the platform sent this."""
    return request.headers.get("Origin", "") in settings.platform_origins


def headers_for(request: HTTPServerRequest, settings: HubSettings) -> dict[str, str]:
    """Return what lets a page of the platform, and no other, read the answer."""
    if not settings.platform_origins:
        return {}
    answer = {"Vary": "Origin"}
    if comes_from_platform(request, settings):
        answer |= {
            "Access-Control-Allow-Origin": request.headers["Origin"],
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Max-Age": str(_REMEMBERED),
        }
    return answer
