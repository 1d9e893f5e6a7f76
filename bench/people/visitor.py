"""Somebody with a browser, in front of the hub and of the class page."""

from types import TracebackType
from typing import Any, Self

import httpx

from bench.people.population import PASSWORD
from bench.people.system import CLASSROOM_TOKEN, System
from hub_ext.classroom.configuration import CLIENT_ID, PREFIX


class Visitor:
    """A person of the table.

    Parameters
    ----------
    system, name
        Where, and who.
    """

    def __init__(self, system: System, name: str) -> None:
        self.name = name
        self._hub_url = system.hub_url
        self._page_url = system.page_url
        self._http = httpx.AsyncClient(timeout=120, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def open_form(self) -> None:
        """Look at the login page."""
        (await self._http.get(f"{self._hub_url}/hub/login")).raise_for_status()

    def login_request(self) -> httpx.Request:
        """Fill in the form that `open_form` has shown, and send nothing."""
        fields = {
            "username": self.name,
            "password": PASSWORD,
            "_xsrf": self._http.cookies.get("_xsrf") or "",
        }
        return self._http.build_request("POST", f"{self._hub_url}/hub/login", data=fields)

    async def log_in(self) -> None:
        """Send the form; `RuntimeError` if the person is not let in."""
        answer = await self._http.send(self.login_request())
        if answer.status_code != 302:
            raise RuntimeError(f"{self.name} was not let in: {answer.status_code}")

    async def hub(self, path: str) -> httpx.Response:
        """Open a page of the hub, or ask its API as the admin page's program does."""
        headers = {"Accept": "application/jupyterhub-pagination+json, */*"}
        return _good(await self._http.get(f"{self._hub_url}/hub/{path}", headers=headers))

    async def class_page(self, path: str, token: str) -> httpx.Response:
        """Open the class page, or ask what its script asks."""
        headers = {"Authorization": f"token {token}"}
        return _good(await self._http.get(f"{self._page_url}{PREFIX}{path}", headers=headers))

    async def class_page_token(self) -> str:
        """Go the way of OAuth, as the browser does; return the token that the class page gets."""
        back = f"{PREFIX}oauth_callback"
        query = {
            "client_id": CLIENT_ID,
            "response_type": "code",
            "redirect_uri": back,
            "state": "x",
        }
        authorize = f"{self._hub_url}/hub/api/oauth2/authorize"
        answer = await self._http.get(authorize, params=query)
        fields = {
            "client_id": CLIENT_ID,
            "client_secret": CLASSROOM_TOKEN,
            "grant_type": "authorization_code",
            "code": httpx.URL(answer.headers["location"]).params["code"],
            "redirect_uri": back,
        }
        given = await self._http.post(f"{self._hub_url}/hub/api/oauth2/token", data=fields)
        token: dict[str, Any] = _good(given).json()
        return str(token["access_token"])


def _good(answer: httpx.Response) -> httpx.Response:
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} from {answer.url}")
    return answer
