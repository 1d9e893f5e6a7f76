"""The class page as a web application: its parts and its addresses."""

import hashlib
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyterhub.services.auth import HubOAuth
from tornado.web import Application, GZipContentEncoding, StaticFileHandler

from hub_ext.classroom import api, pages
from hub_ext.classroom.class_run import ClassRuns
from hub_ext.classroom.configuration import CLIENT_ID, PREFIX, public_host
from hub_ext.classroom.hub import hub_connections
from hub_ext.classroom.hub_handlers import CENTRE
from hub_ext.classroom.renderer import Renderer
from hub_ext.language_gate import language_gate
from hub_ext.logs.request_gate import request_gate
from hub_ext.remote_address import remote_address_gate
from hub_ext.settings import ClassroomSettings
from hub_ext.storage.client import StorageClient
from hub_ext.users.person import KOREA

#: The service `hub` and `storage` of docker-compose.yml.
HUB_URL: Final = "http://hub:8081"
STORAGE_URL: Final = "http://storage-api:8700"
_HERE: Final = Path(__file__).parent


@dataclass(frozen=True)
class Parts:
    """What every request may use.

    Attributes
    ----------
    auth
        Who somebody is for the hub.
    http
        Connections to the hub, for `hub_ext.classroom.hub.Hub`.
    storage
        The agent, with the token that only looks.
    """

    settings: ClassroomSettings
    auth: HubOAuth
    http: httpx.AsyncClient
    storage: StorageClient
    renderer: Renderer
    runs: ClassRuns
    templates: Environment

    async def close(self) -> None:
        """Give everything back."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.storage.aclose)
            stack.push_async_callback(self.http.aclose)
            stack.push_async_callback(self.runs.close)


def make_parts(
    settings: ClassroomSettings, hub_url: str = HUB_URL, storage_url: str = STORAGE_URL
) -> Parts:
    """Make the parts; nothing is asked or opened yet."""
    templates = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    templates.globals |= {
        "prefix": PREFIX,
        "hub": f"{settings.hub_subdomain_host}/hub/",
        "live": bool(settings.hub_subdomain_host),
        "dev_mode": settings.hub_mode == "dev",
        "korea": KOREA,
    }
    return Parts(
        settings=settings,
        auth=_auth(settings, hub_url),
        http=hub_connections(f"{hub_url}/hub/api"),
        storage=StorageClient(storage_url, settings.hub_look_token.get_secret_value()),
        renderer=Renderer(),
        runs=ClassRuns(),
        templates=templates,
    )


def _auth(settings: ClassroomSettings, hub_url: str) -> HubOAuth:
    own = public_host(settings.hub_subdomain_host)
    return HubOAuth(
        api_token=settings.hub_classroom_token.get_secret_value(),
        api_url=f"{hub_url}/hub/api",
        hub_host=settings.hub_subdomain_host,
        hub_prefix="/hub/",
        base_url=PREFIX,
        oauth_client_id=CLIENT_ID,
        oauth_redirect_uri=f"{own}{PREFIX}oauth_callback",
        access_scopes={"access:services!service=classroom", "access:services"},
        # Who lost a class is refused by the hub at once; this is about who they are.
        cache_max_age=60,
    )


def application(parts: Parts) -> Application:
    """Return the application; `parts` are closed by whoever made them."""
    secret = parts.settings.hub_classroom_token.get_secret_value().encode()
    routes: list[Any] = [
        (PREFIX, pages.FirstPage),
        (rf"{PREFIX}({CENTRE})", pages.ClassPage),
        (rf"{PREFIX}look/([^/]+)", pages.NotebooksPage),
        (rf"{PREFIX}look/([^/]+)/read", pages.NotebookPage),
        (rf"{PREFIX}look/([^/]+)/content", pages.NotebookContent),
        (rf"{PREFIX}api/({CENTRE})", api.ClassState),
        (rf"{PREFIX}api/({CENTRE})/run", api.ClassRunner),
        (rf"{PREFIX}api/students/([^/]+)", api.OneStudent),
        (rf"{PREFIX}health", pages.Health),
        (rf"{PREFIX}oauth_callback", pages.Callback),
        (rf"{PREFIX}static/(.*)", StaticFileHandler, {"path": str(_HERE / "static")}),
    ]
    transforms: list[Any] = [
        request_gate(parts.settings),
        remote_address_gate(parts.settings),
        language_gate(parts.settings.hub_language),
        GZipContentEncoding,
    ]
    return Application(
        routes,
        default_handler_class=pages.Missing,
        cookie_secret=hashlib.sha256(b"cookies of the class page " + secret).digest(),
        # `Request` looks at it itself, when it knows who asks.
        xsrf_cookies=False,
        parts=parts,
        transforms=transforms,
    )
