"""The sync's side of ``/hub/api/directory/people``."""

from collections.abc import AsyncIterator
from types import TracebackType
from typing import Final, Self

import httpx
from pydantic import BaseModel, ValidationError

from hub_ext.logs.telling import telling_request
from hub_ext.users.sync.models import Heard, KnownNames, RoundReport, SyncBatch, SyncOutcome

#: Seconds. A batch may stop servers, and each saves its files first.
_ANSWER_SECONDS: Final = 180.0
_CONNECT_SECONDS: Final = 3.0


class HubUnavailable(Exception):  # noqa: N818 - a state that passes, not a fault
    """The hub cannot be told now; the text says why."""


class HubClient:
    """Tells the hub what is new.

    Parameters
    ----------
    url
        Of the hub's API, for example ``http://hub:8081/hub/api``.
    token
        ``HUB_SYNC_TOKEN``.
    """

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
            event_hooks=telling_request(),
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def tell(self, batch: SyncBatch) -> SyncOutcome:
        """Send what is new.

        Raises
        ------
        HubUnavailable
            If the hub did not take it.
        """
        return await self._ask("PUT", SyncOutcome, content=batch.model_dump_json())

    async def report(self, report: RoundReport) -> None:
        """Tell what came of a round.

        Raises
        ------
        HubUnavailable
            If the hub did not hear it.
        """
        await self._ask("PUT", Heard, path="/directory/round", content=report.model_dump_json())

    async def known_names(self) -> AsyncIterator[list[str]]:
        """Yield the names that the hub takes for people of the table, page by page.

        Raises
        ------
        HubUnavailable
            If the hub did not answer.
        """
        last: int | None = 0
        while last is not None:
            page = await self._ask("GET", KnownNames, params={"after": last})
            yield page.names
            last = page.last

    async def _ask[M: BaseModel](
        self,
        method: str,
        answer: type[M],
        *,
        path: str = "/directory/people",
        content: str | None = None,
        params: dict[str, int] | None = None,
    ) -> M:
        try:
            response = await self._http.request(method, path, content=content, params=params)
            response.raise_for_status()
            return answer.model_validate_json(response.content)
        except (httpx.HTTPError, ValidationError) as error:
            text = " ".join(str(error).split())[:200]
            raise HubUnavailable(f"{type(error).__name__}: {text}") from None
