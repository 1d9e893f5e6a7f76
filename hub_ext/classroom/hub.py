"""The hub as the class page sees it: everything is asked with the teacher's own token."""

from typing import Any, Final
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from hub_ext.classroom.models import Centre, Centres, Seen
from hub_ext.language import Language
from hub_ext.logs.telling import telling_request

#: Seconds.
_ANSWER_SECONDS: Final = 20.0
_CONNECT_SECONDS: Final = 3.0


class HubRefused(Exception):  # noqa: N818 - an answer, not a fault
    """The hub did not do it.

    Attributes
    ----------
    status
        Of its answer; 503 if there was none.
    text
        What it said for people, ``""`` if nothing.
    """

    def __init__(self, status: int, text: str = "") -> None:
        super().__init__(f"{status} {text}".strip())
        self.status = status
        self.text = text


class Hub:
    """The hub's API, for one person.

    Parameters
    ----------
    http
        Shared by everybody; its base address is the API's.
    token
        The person's, for this service.
    language
        Theirs, for what the hub says about servers.

    Notes
    -----
    Every method raises `HubRefused`: 403 and 404 for what the person may not do or know, 503 if
    the hub does not answer.
    """

    def __init__(self, http: httpx.AsyncClient, token: str, language: Language) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}

    async def centres(self) -> list[str]:
        """Return the centres whose students the person may list."""
        return (await self._model(Centres, "/centres")).centres

    async def centre(self, centre: str) -> Centre:
        """Return a centre's students and their servers."""
        return await self._model(Centre, f"/centres/{quote(centre, safe='')}")

    async def may_look(self, user: str, path: str | None, headers: dict[str, str]) -> str:
        """Ask for leave to look at somebody's notebooks, which the hub writes down.

        Parameters
        ----------
        user
            Whose.
        path
            Which one; None for the list of all.
        headers
            Who asks, and from where, see `hub_ext.classroom.hub_handlers`.

        Returns
        -------
        str
            The person's name.
        """
        params = {"what": path} if path else {}
        address = f"/looks/{quote(user, safe='')}"
        response = await self._ask("POST", address, params=params, headers=headers)
        return _parsed(Seen, response).name

    async def start(self, user: str) -> None:
        """Start somebody's server; one that runs or starts already is left as it is."""
        await self._change("POST", user)

    async def stop(self, user: str) -> None:
        """Stop somebody's server; one that is stopping or off is left as it is."""
        await self._change("DELETE", user)

    async def _change(self, method: str, user: str) -> None:
        try:
            await self._ask(method, f"/users/{quote(user, safe='')}/server")
        except HubRefused as refusal:
            # 400 is the hub's word for what is under way or done already.
            if refusal.status != 400:
                raise

    async def _model[M: BaseModel](self, kind: type[M], path: str) -> M:
        return _parsed(kind, await self._ask("GET", path))

    async def _ask(
        self,
        method: str,
        path: str,
        params: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        headers = self._headers | (headers or {})
        try:
            response = await self._http.request(method, path, params=params, headers=headers)
        except httpx.HTTPError as error:
            raise HubRefused(503, type(error).__name__) from None
        if response.is_success:
            return response
        raise HubRefused(response.status_code, _message(response))


def hub_connections(api_url: str) -> httpx.AsyncClient:
    """Make the connections that all `Hub` share.

    Parameters
    ----------
    api_url
        For example ``http://hub:8081/hub/api``.
    """
    return httpx.AsyncClient(
        base_url=api_url,
        timeout=httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
        event_hooks=telling_request(),
        trust_env=False,
    )


def _parsed[M: BaseModel](kind: type[M], response: httpx.Response) -> M:
    try:
        return kind.model_validate_json(response.content)
    except ValidationError:
        raise HubRefused(503, "unknown answer") from None


def _message(response: httpx.Response) -> str:
    try:
        body: Any = response.json()
    except ValueError:
        return ""
    return str(body.get("message", "")) if isinstance(body, dict) else ""
