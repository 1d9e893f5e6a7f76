"""What a browser has to load until JupyterLab is there."""

import time
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.async_api import Page, expect

from tests.e2e.person import PASSWORD


@dataclass
class Loading:
    """Everything that a page asked for.

    Attributes
    ----------
    fetched, cached
        Addresses that were loaded over the network, and those that the browser had kept.
    received
        Bytes that came over the network.
    seconds
        Until the menu could be used.
    """

    fetched: set[str] = field(default_factory=set)
    cached: set[str] = field(default_factory=set)
    received: float = 0.0
    seconds: float = 0.0

    @classmethod
    async def of_lab(
        cls, screen: Page, user: str, *, bytes_per_second: float = -1, latency: float = 0
    ) -> Self:
        """Open JupyterLab at the server of whoever is logged in, over a line of that speed.

        Parameters
        ----------
        screen
            Theirs.
        user
            Who they are.
        bytes_per_second
            Of the line, to the browser; -1 for any number.
        latency
            Milliseconds that the line adds to each answer.
        """
        loading = cls()
        session = await screen.context.new_cdp_session(screen)
        await session.send("Network.enable")
        conditions = {"offline": False, "latency": latency, "uploadThroughput": -1}
        await session.send(
            "Network.emulateNetworkConditions",
            {**conditions, "downloadThroughput": bytes_per_second},
        )
        loading._watch(session)
        begun = time.monotonic()
        await screen.goto(f"/user/{user}/lab")
        menu = screen.get_by_role("menuitem", name="파일", exact=True)
        await expect(menu).to_be_visible(timeout=120_000)
        loading.seconds = time.monotonic() - begun
        await session.detach()
        return loading

    def _watch(self, session: Any) -> None:
        addresses: dict[str, str] = {}

        def asked(event: dict[str, Any]) -> None:
            addresses[event["requestId"]] = event["request"]["url"]

        def kept_in_memory(event: dict[str, Any]) -> None:
            self.cached.add(addresses[event["requestId"]])

        def answered(event: dict[str, Any]) -> None:
            address = event["response"]["url"]
            if event["response"].get("fromDiskCache"):
                self.cached.add(address)
            elif address not in self.cached:
                self.fetched.add(address)

        def finished(event: dict[str, Any]) -> None:
            self.received += event["encodedDataLength"]

        session.on("Network.requestWillBeSent", asked)
        session.on("Network.requestServedFromCache", kept_in_memory)
        session.on("Network.responseReceived", answered)
        session.on("Network.loadingFinished", finished)


def of_everybody(addresses: set[str]) -> set[str]:
    """Those of JupyterLab's own files that have one address for all."""
    return {one for one in addresses if urlsplit(one).path.startswith("/lab-files/")}


def of_the_server(addresses: set[str]) -> set[str]:
    """Those of JupyterLab's own files that have an address for each server."""
    places = ("/static/lab/", "/lab/extensions/")
    return {one for one in addresses if any(place in urlsplit(one).path for place in places)}


async def log_in(screen: Page, user: str) -> None:
    """Log in, and stay at the hub."""
    await screen.goto("/hub/login?next=%2Fhub%2Fhome")
    await screen.locator("input[name=username]").fill(user)
    await screen.locator("input[name=password]").fill(PASSWORD)
    await screen.locator("button[type=submit], input[type=submit]").first.click()
    await screen.wait_for_url("**/hub/home")
