"""The hub that is attacked: every way in, every page, every gate of production; servers are pretended."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

from typing import Any, Final

import httpx
from traitlets.config import Config

import hub_ext.history
import hub_ext.notebooks
import hub_ext.ops
import hub_ext.pages
from hub_ext.remote_address import remote_address_gate
from hub_ext.settings import HubSettings
from tests.integration.pretended import PretendedSpawner
from tests.integration.users.hub import Visitor, hub_config
from tests.integration.users.platform import SINGLE_SIGN_ON

PASSWORD: Final = "codingnplay"
WAYS: Final[dict[str, Any]] = SINGLE_SIGN_ON | {
    "auth": "database,jwt,guest,dummy",
    "hub_guests": 500,
    "hub_guests_per_address": 500,
}


def attacked_config(settings: HubSettings) -> Config:
    """What the hub reads: `hub_config`, and the rooms and gates that it leaves out."""
    c = hub_config(settings)
    gates = c.JupyterHub.tornado_settings["transforms"]
    c.JupyterHub.tornado_settings["transforms"] = [remote_address_gate(settings), *gates]
    for room in (hub_ext.pages, hub_ext.history, hub_ext.notebooks, hub_ext.ops):
        room.configure(c, settings)
    c.JupyterHub.spawner_class = PretendedSpawner
    return c


async def logged_in(visitor: Visitor, name: str) -> Visitor:
    """Come in with a password, and send what the hub's own pages send with each request."""
    answer = await visitor.login(name, PASSWORD)
    assert answer.status_code == 302, answer.text
    await visitor.http.get("home")
    visitor.http.headers["X-XSRFToken"] = visitor.http.cookies.get("_xsrf", path="/hub/") or ""
    return visitor


def leads_elsewhere(answer: httpx.Response, own: frozenset[str]) -> bool:
    """Tell whether a browser that follows `answer` leaves the hosts of `own`.

    Browsers drop line breaks and tabs from an address, and take backslashes for slashes.
    """
    location = answer.headers.get("location", "")
    for ignored in "\t\r\n":
        location = location.replace(ignored, "")
    location = location.strip().replace("\\", "/")
    there = answer.url.join(location)
    return bool(location) and (there.host not in own or there.scheme not in {"http", "https"})
